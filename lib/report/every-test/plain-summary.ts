import { fits } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import { atStart, inSentence, listed, NOTHING, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { scroller } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import { shownMetrics, unitOf } from './metric-columns.ts';

/**
 * Medians of the main metric for runs of many cells, for paper and, where there are thousands, for readers without the script: what is compared against the other
 * compared axis and the sizes, each the range over everything else. It says what it leaves out and where that is.
 */
export function plainSummary(scope: Scope): Html | false {
  const [metric] = shownMetrics(scope);
  const across = scope.scenario.compares.find((name) => scope.varying.includes(name)) ?? scope.varying[0];
  if (!metric || across === undefined) return false;
  const view = scope.scenario.views.find((each) => each.kind === 'ranking' && each.metric === metric.name);
  const where = view?.kind === 'ranking' ? view.where : undefined;
  const others = scope.varying.filter((name) => name !== across);
  const down = others.filter((name) => scope.scenario.compares.includes(name) || scope.axis(name)?.unit === 'bytes');
  const merged = others.filter((name) => !down.includes(name) && where?.[name] === undefined);
  const scale = unitOf(scope, metric);
  const cells = scope.cells.filter((cell) => cell.metrics[metric.name] && fits(cell.axes, where));
  const lines = [...Map.groupBy(cells, (cell) => JSON.stringify(down.map((name) => cell.axes[name])))];
  const range = (own: readonly CellResult[]) => {
    const medians = own.flatMap((cell) => cell.metrics[metric.name]?.median ?? []).map((median) => median / scale.divisor);
    const [low, high] = [Math.min(...medians), Math.max(...medians)].map(number);
    return medians.length === 0 ? NOTHING : low === high ? low : `${low} – ${high}`;
  };
  const values = scope.values(across);
  const setting = axesLabel(scope, where ?? {}, Object.keys(where ?? {}));
  const over = merged.map((name) => inSentence(scope.axis(name)?.title ?? name));
  return html`<p>Medians of ${inSentence(metric.title)} in ${scale.label}${setting && `, ${setting}`}${
    over.length > 0 && `; a range is over ${listed(over)}`
  }. Every figure of every cell is in <a href="run.json">run.json</a>, and in this place on a screen with a script.</p>
  ${scroller(
    `${atStart(metric.title)}: medians`,
    html`<table class="figures"><thead><tr><th scope="col" class="t">${down.map((name) => atStart(scope.axis(name)?.title ?? name)).join(' · ') || 'Cells'}</th>
    ${values.map((value) => html`<th scope="col">${chip(scope, across, value)}</th>`)}</tr></thead>
    <tbody>${lines.map(
      ([, own]) => html`<tr><th scope="row" class="t">${axesLabel(scope, own[0]?.axes ?? {}, down) || 'all'}</th>${values.map(
        (value) => html`<td>${range(own.filter((cell) => cell.axes[across] === value))}</td>`,
      )}</tr>
      `,
    )}</tbody></table>`,
  )}`;
}
