import { DRIFT_FACTOR, DRIFT_P, type Drift, driftOf } from '../../domain/statistics/drift.ts';
import { MIN_ROUNDS } from '../../domain/statistics/median-interval.ts';
import { unitsOf } from '../../domain/statistics/run-units.ts';
import { atStart, count, listed, NOTHING, quantity } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { markOf } from '../marks.ts';
import { figure, section } from '../parts.ts';
import type { Scope } from '../scope.ts';
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
            row.drift ? (row.drift.drifts ? html`<b>drifts ${change(row.drift)}</b>` : change(row.drift)) : NOTHING,
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
    } The change is from the first round to the last.${share && html` ${share} are drawn, those of the <a href="#results">map above</a>.`}`;
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}<p>${finding(all)}</p>
    ${figure(html`<div class="${panels.length > 1 ? 'panels even' : 'panels one'}">${tables}</div>`, caption)}`;
}

const change = ({ factor }: Drift): string => {
  const percent = 100 * (factor - 1);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
};

const pText = (p: number): string => (p < 0.001 ? '<0.001' : p.toFixed(3));

function words({ name, drift }: Series): string {
  if (!drift) return `${name}: too few rounds for a trend`;
  return `${name}: ${drift.drifts ? 'drifts by' : 'no drift shown, trend'} ${change(drift)} from the first round to the last`;
}

/** What was found, and the rule it was found by. */
function finding(all: readonly Series[]): Child {
  const tested = all.filter(({ drift }) => drift !== undefined);
  if (tested.length === 0) return `Drift is looked for from ${MIN_ROUNDS} rounds on: this run has fewer.`;
  const found = tested.filter(({ drift }) => drift?.drifts);
  const names = found.slice(0, 4).map(({ name, drift }) => `${name} (${drift ? change(drift) : ''})`);
  const which =
    found.length > names.length ? `${names.join(', ')} and ${count(found.length - names.length)} more` : listed(names);
  const said = found.length === 0 ? 'No drift is shown' : `${count(found.length)} of ${count(tested.length)} drift: ${which}`;
  const chance = DRIFT_P * tested.length;
  return html`<b>${said}.</b> A cell drifts where its round medians rise or fall with a p below ${String(DRIFT_P)} (Mann–Kendall, exact) and the Theil–Sen line
    through them moves by ${String(Math.round(100 * (DRIFT_FACTOR - 1)))} % or more from the first round to the last. ${
      found.length > 0 &&
      `By chance alone fewer than ${chance < 1 ? 'one' : count(Math.ceil(chance))} of ${count(tested.length)} would. `
    }Verdicts compare within rounds, so that what moves all stores alike does not touch them.`;
}
