import { type Cell, rowKey } from './cell.ts';
import { metricValue } from './results.ts';
import type { Comparison } from './run.ts';
import type { Metric, ScenarioPlan } from './scenario.ts';
import { compareRow, type RowEntry } from './statistics/compare-row.ts';
import { roundMedians } from './statistics/describe.ts';
import type { CellTally } from './tally.ts';

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
  return scenario.compares.flatMap((axis) => {
    const rows = Map.groupBy(measured, ({ cell, lane }) => `${lane} ${rowKey(cell, axis)}`);
    return [...rows.values()]
      .filter((row) => row.length > 1)
      .flatMap((row) =>
        metrics.flatMap((metric) =>
          compareRow(rowKey((row[0] as Measured).cell, axis), axis, metric, entries(row, metric, rounds)),
        ),
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
