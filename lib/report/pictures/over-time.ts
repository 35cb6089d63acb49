import { type Drift, driftOf } from '../../domain/statistics/drift.ts';
import { unitsOf } from '../../domain/statistics/run-units.ts';
import { atStart, NOTHING, quantity } from '../format.ts';
import { type Html, html } from '../html.ts';
import { markOf } from '../marks.ts';
import { figure, section } from '../parts.ts';
import type { Scope } from '../scope.ts';
import { changeText, driftFinding, pText, strongest, testedCells } from './drifting.ts';
import { type Headline, type HeadlineRow, headline } from './headline.ts';
import { roundLine } from './round-line.ts';
import { stripTable } from './strip.ts';

interface Series extends HeadlineRow {
  /** Logarithms of round medians over the cell's own median, a list for each host. */
  readonly hosts: readonly (readonly number[])[];
  readonly drift: Drift | undefined;
}

/** Lines are cut off at this factor from their cell's median, so that one bad round leaves the others to be seen. */
const FARTHEST = Math.log(2);
const NEAREST = Math.log(1.1);

/** Round medians in the order they were measured: what changed while the run went on. */
export function overTime(scopes: readonly Scope[]): Html | false {
  const pictures = scopes.flatMap((scope) => {
    const shown = headline(
      scope,
      (cell, { name }) => (cell.metrics[name]?.rounds.length ?? 0) > 1 && (cell.metrics[name]?.median ?? 0) > 0,
    );
    return shown ? [picture(scope, shown)] : [];
  });
  return pictures.length > 0 && section('over-time', 'Over time', pictures);
}

function seriesOf(scope: Scope, row: HeadlineRow, metric: string): Series {
  const units = unitsOf(scope.run, row.cell, metric);
  const centre = Math.log(row.cell.metrics[metric]?.median ?? 1);
  const hosts = typeof units === 'string' ? [] : units.hosts.map((logs) => logs.map((log) => log - centre));
  return { ...row, hosts, drift: driftOf(hosts) };
}

function picture(scope: Scope, { metric, setting, title, panels, share }: Headline): Html {
  const tested = testedCells(scope, metric);
  const drawn = panels.map((panel) => ({ ...panel, rows: panel.rows.map((row) => seriesOf(scope, row, metric.name)) }));
  const all = drawn.flatMap(({ rows }) => rows);
  const farthest = all.flatMap(({ hosts }) => hosts.flat()).reduce((most, log) => Math.max(most, Math.abs(log)), NEAREST);
  const reach = Math.min(farthest, FARTHEST);
  const axis = scope.scenario.compares.find((each) => scope.varying.includes(each)) ?? scope.scenario.compares[0] ?? '';
  const tables = drawn.map(
    ({ title: panel, rows }) =>
      html`<div class="panel">${panel && html`<h3>${panel}</h3>`}${stripTable(
        `Round medians: ${panel || metric.title}`,
        { head: atStart(title), strip: 'first to last round', figures: ['change', 'p', 'median'] },
        undefined,
        rows.map((row) => ({
          head: row.head,
          strip: roundLine(words(row), row.hosts, reach, markOf(scope, axis, row.cell.axes[axis] ?? '').colour),
          figures: [
            row.drift ? (row.drift.drifts ? html`<b>drifts ${changeText(row.drift)}</b>` : changeText(row.drift)) : NOTHING,
            row.drift ? pText(row.drift.p) : NOTHING,
            quantity(metric.unit, row.cell.metrics[metric.name]?.median ?? Number.NaN),
          ],
          ...(row.drift?.drifts && { loud: true }),
        })),
      )}</div>`,
  );
  const caption = html`Round medians of ${metric.title}${setting && `, ${setting}`}, against each cell’s own median. The pale band is ±5 %, a strip reaches
    from −${(100 * (1 - Math.exp(-reach))).toFixed(0)} to +${(100 * (Math.exp(reach) - 1)).toFixed(0)} %${farthest > reach && ' and cuts off what lies beyond'}.${
      all.some(({ hosts }) => hosts.length > 1) && ' A line for each host of a type.'
    } The change is from the first round to the last.${share && html` All are tested; ${share} are drawn, those of the <a href="#results">map above</a>.`}`;
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}<p>${driftFinding(scope, tested)}</p>
    ${figure(html`<div class="${panels.length > 1 ? 'panels even' : 'panels one'}">${tables}</div>`, caption)}${share && strongest(scope, tested)}`;
}

function words({ name, drift }: Series): string {
  if (!drift) return `${name}: too few rounds for a trend`;
  return `${name}: ${drift.drifts ? 'drifts by' : 'no drift shown, trend'} ${changeText(drift)} from the first round to the last`;
}
