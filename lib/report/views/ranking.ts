import type { View } from '../../domain/scenario.ts';
import { MIN_ROUNDS } from '../../domain/statistics/median-interval.ts';
import { flagLegend } from '../flags.ts';
import { atStart, inSentence } from '../format.ts';
import { type Html, html } from '../html.ts';
import { figure } from '../parts.ts';
import type { Scope } from '../scope.ts';
import { standings } from '../standings.ts';
import { leaderCounts } from './leader-counts.ts';
import { leaderGrid } from './leader-grid.ts';

/** More rows than this are counted, not listed: each stands in the table of every test. */
const MOST_ROWS = 240;

type Ranking = Extract<View, { kind: 'ranking' }>;

/** Who leads where: a grid of leaders to see at once, and every row's full order to look up. */
export function rankingView(scope: Scope, view: Ranking): Html {
  const metric = scope.metric(view.metric);
  if (!metric) return html``;
  const rows = standings(scope, metric, view.compare, view.where).filter((row) => row.outcome !== 'nothing');
  const compared = inSentence(scope.axis(view.compare)?.title ?? view.compare);
  if (!scope.varying.includes(view.compare)) {
    const only = scope.label(view.compare, scope.values(view.compare)[0]);
    return html`<section class="view"><h3>${view.title}</h3><p class="none">This run has one ${compared}, ${only}: nothing to compare.</p></section>`;
  }
  const ran = scope.run.comparisons.some((each) => each.compare === view.compare && each.metric === view.metric);
  if (rows.length > 0 && !ran && scope.run.rounds.done >= MIN_ROUNDS)
    return html`<section class="view"><h3>${view.title}</h3><p class="none">${notCompared(scope, view.compare)}</p></section>`;
  const factor =
    metric.better === 'lower'
      ? `× says how many times the leader’s ${inSentence(metric.title)} the runner-up needs`
      : `× says how many times the runner-up’s ${inSentence(metric.title)} the leader reaches`;
  const caption = `${atStart(metric.title)}, leader by ${compared} where everything else is equal. First line: median over all timed operations.
    ${factor}, paired by round, with its 95 % interval for that pair alone. ~ means that no difference is shown
    once all pairs of the row are adjusted for. Order and factors come from round medians, so that a printed median may differ a little.`;
  return html`<section class="view">
    <h3>${view.title}</h3>
    ${
      rows.length === 0
        ? html`<p class="none">Nothing was measured here.</p>`
        : rows.length > MOST_ROWS
          ? figure(leaderCounts(scope, view.title, view.compare, rows), countCaption(scope, metric.title, view.compare))
          : html`${figure(leaderGrid(scope, metric, view.compare, rows), caption)}${flagLegend(rows.flatMap((row) => row.front.map(({ cell }) => cell)))}`
    }
  </section>`;
}

/** Cells of different hosts were measured by different machines: only several of a type can say what is theirs. */
function notCompared(scope: Scope, compare: string): string {
  const along = atStart(scope.axis(compare)?.title ?? compare);
  const hosts = new Set(scope.run.lanes.map(({ host }) => host));
  const single = scope.run.lanes.every(({ instance }) => instance === undefined);
  const ofLanes = scope.values(compare).every((value) => hosts.has(String(value)));
  return ofLanes && single
    ? `${along}s were not compared: one instance of each; use --instances 2.`
    : `${along}s were not compared.`;
}

function countCaption(scope: Scope, title: string, compare: string): string {
  return `${atStart(title)}, by ${inSentence(scope.axis(compare)?.title ?? compare)}: in how many rows who is shown to lead. ~ counts rows
    without a difference at the front, ? rows without a verdict. Every row with its ratio and interval is in the table of every test.`;
}
