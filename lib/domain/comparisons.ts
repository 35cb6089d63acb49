import { type Cell, fits, rowKey } from './cell.ts';
import { metricValue } from './results.ts';
import type { Comparison } from './run.ts';
import type { Metric, ScenarioPlan } from './scenario.ts';
import { compareRow, type RowEntry } from './statistics/compare-row.ts';
import { roundMedians } from './statistics/describe.ts';
import type { CellTally } from './tally.ts';

/** A cell that failed more than this share of its operations is shown and not ranked: the times are those of the lucky ones. */
export const MOST_FAILED = 0.05;

export interface Measured {
  readonly cell: Cell;
  readonly lane: string;
  readonly tally: CellTally;
}

/**
 * Every pair of cells that may be compared, for every metric a view shows. Pairing by round needs the same rounds, so both cells
 * must lie in one lane; cells of different form, such as an object made of many items, never share a row.
 */
export function comparisonsOf(scenario: ScenarioPlan, measured: readonly Measured[], rounds: number): Comparison[] {
  const shown = new Set(scenario.views.map(({ metric }) => metric));
  const metrics = scenario.metrics.filter(({ name }) => shown.has(name));
  const ranked = (metric: Metric, { cell, tally }: Measured) => {
    const timed = [...tally.timed.values()].reduce((sum, samples) => sum + samples.length, 0);
    if (tally.failures > MOST_FAILED * (timed + tally.failures)) return false;
    const rankings = scenario.views.filter((view) => view.kind === 'ranking' && view.metric === metric.name);
    return rankings.length === 0 || rankings.some((view) => view.kind === 'ranking' && fits(cell.axes, view.where));
  };
  return scenario.compares.flatMap((axis) => {
    const rows = Map.groupBy(measured, ({ cell, lane }) => `${lane} ${rowKey(cell, axis)}`);
    return [...rows.values()].flatMap((row) =>
      metrics.flatMap((metric) => {
        const compared = row.filter((one) => ranked(metric, one));
        if (compared.length < 2) return [];
        return compareRow(rowKey((compared[0] as Measured).cell, axis), axis, metric, entries(compared, metric, rounds));
      }),
    );
  });
}

function entries(row: readonly Measured[], metric: Metric, rounds: number): RowEntry[] {
  return row.map(({ cell, tally }) => {
    const values = Array.from({ length: rounds }, (_, round) =>
      (tally.timed.get(round) ?? []).map((sample) => metricValue(metric, sample)).filter((value) => value !== undefined),
    );
    return { id: cell.id, rounds: roundMedians(values) };
  });
}
