import { type Axes, type AxisValue, fits, rowKey } from '../domain/cell.ts';
import type { CellResult, Comparison, Summary } from '../domain/run.ts';
import { MIN_ROUNDS } from '../domain/statistics/median-interval.ts';
import { manyFailed } from './flags.ts';
import type { MetricRecord, Scope } from './scope.ts';

/** How many times worse than the leader, paired by round: at least 1 where the leader is really ahead. */
export interface Behind {
  readonly factor: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  readonly rounds: number;
  readonly verdict: 'behind' | 'ahead' | '~' | 'none';
}

export interface Place {
  readonly value: AxisValue;
  readonly cell: CellResult;
  readonly summary: Summary;
  /** Absent for the leader itself. */
  readonly behind?: Behind;
}

/** One row's result. `places` are ordered best first; `unranked` have numbers but are not compared. */
export interface Standing {
  /** `not ranked`: every number of the row belongs to a cell of another form that was compared with none. */
  readonly outcome: 'leader' | 'tie' | 'no verdict' | 'not ranked' | 'alone' | 'nothing';
  readonly shared: CellResult['axes'];
  readonly places: readonly Place[];
  readonly unranked: readonly Place[];
  /** The leader, or everyone no difference is shown between; without any comparison, the best number that could have been ranked. */
  readonly front: readonly Place[];
}

/** Mean of the logarithms of the round medians: the order that the paired comparisons themselves imply. */
function order(summary: Summary): number {
  const rounds = summary.rounds.filter((median) => Number.isFinite(median) && median > 0);
  if (rounds.length === 0) return Math.log(Math.max(summary.median, Number.MIN_VALUE));
  return rounds.reduce((sum, median) => sum + Math.log(median), 0) / rounds.length;
}

function behindOf(found: Comparison | undefined, leader: string, better: MetricRecord['better']): Behind | undefined {
  if (!found) return undefined;
  // The record holds a / b; the page shows how much worse the other one is, so the ratio may have to be turned over.
  const leaderOverOther = found.a === leader;
  const turn = leaderOverOther === (better === 'lower');
  const [factor, low, high] = turn ? [1 / found.ratio, 1 / found.high, 1 / found.low] : [found.ratio, found.low, found.high];
  const leaderWins = found.verdict === (leaderOverOther ? 'a' : 'b');
  const shown = found.verdict === '~' ? '~' : leaderWins ? 'behind' : 'ahead';
  const verdict = found.rounds < MIN_ROUNDS ? 'none' : shown;
  return { factor, low, high, p: found.pAdjusted, rounds: found.rounds, verdict };
}

function standing(scope: Scope, metric: MetricRecord, compare: string, cells: readonly CellResult[]): Standing {
  const sign = metric.better === 'lower' ? 1 : -1;
  const measured = cells
    .flatMap((cell): Place[] => {
      const summary = cell.metrics[metric.name];
      return summary && summary.n > 0 ? [{ value: cell.axes[compare] ?? '', cell, summary }] : [];
    })
    .sort((a, b) => sign * (order(a.summary) - order(b.summary)));
  const contenders = contendersOf(measured);
  const compared = (one: Place) =>
    contenders.some((two) => one !== two && scope.comparison(metric.name, one.cell.id, two.cell.id));
  // Verdicts come from common rounds, medians from each cell's own: where the two disagree, whoever is shown to be beaten comes later.
  const beatenBy = (one: Place) =>
    contenders.filter((two) => {
      const found = scope.comparison(metric.name, one.cell.id, two.cell.id);
      return found !== undefined && found.verdict === (found.a === one.cell.id ? 'b' : 'a');
    }).length;
  const alone = contenders.length === 1 && contenders[0]?.cell.form === undefined;
  const ranked = (alone ? contenders : contenders.filter(compared)).toSorted((a, b) => beatenBy(a) - beatenBy(b));
  const unranked = measured.filter((place) => !ranked.includes(place));
  const leader = ranked[0];
  const shared = Object.fromEntries(Object.entries(cells[0]?.axes ?? {}).filter(([axis]) => axis !== compare));
  const rest = ranked.slice(1).map((place): Place => {
    const behind = behindOf(
      scope.comparison(metric.name, leader?.cell.id ?? '', place.cell.id),
      leader?.cell.id ?? '',
      metric.better,
    );
    return behind ? { ...place, behind } : place;
  });
  const places = leader ? [leader, ...rest] : [];
  const outcome = outcomeOf(rest, leader, unranked);
  const best = leader ?? contenders.find(({ cell }) => cell.form === undefined && !manyFailed(cell));
  const front =
    outcome === 'tie' ? places.filter((place) => place === leader || place.behind?.verdict !== 'behind') : best ? [best] : [];
  return { outcome, shared, places, unranked, front };
}

/** Who may be the front of a row: cells that are single objects, or, where there are none, cells of one other form. */
function contendersOf(measured: readonly Place[]): readonly Place[] {
  const plain = measured.filter(({ cell }) => cell.form === undefined);
  if (plain.length > 0) return plain;
  return new Set(measured.map(({ cell }) => cell.form)).size === 1 ? measured : [];
}

function outcomeOf(rest: readonly Place[], leader: Place | undefined, unranked: readonly Place[]): Standing['outcome'] {
  if (!leader && unranked.length === 0) return 'nothing';
  if (!leader) return unranked.some(({ cell }) => cell.form === undefined) ? 'no verdict' : 'not ranked';
  if (rest.length === 0) return 'alone';
  if (rest.every((place) => place.behind?.verdict === 'behind')) return 'leader';
  return rest.some((place) => !place.behind || place.behind.verdict === 'none') ? 'no verdict' : 'tie';
}

/**
 * Every row of a scenario along one axis, in the order of its cells. Cells of another form stand in the row whose axes they share,
 * unranked: they have no comparison with it.
 */
export function standings(scope: Scope, metric: MetricRecord, compare: string, where?: Axes): readonly Standing[] {
  const rows = new Map<string, CellResult[]>();
  for (const cell of scope.cells.filter(({ axes }) => fits(axes, where))) {
    const key = rowKey({ scenario: cell.scenario, axes: cell.axes }, compare);
    const row = rows.get(key);
    if (row) row.push(cell);
    else rows.set(key, [cell]);
  }
  return [...rows.values()].map((cells) => standing(scope, metric, compare, cells));
}
