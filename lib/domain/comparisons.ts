import { type Cell, fits, rowKey } from './cell.ts';
import { sum } from './cost.ts';
import { metricValue } from './results.ts';
import type { Comparison } from './run.ts';
import type { Metric, ScenarioPlan } from './scenario.ts';
import { compareHosts, compareRow, type HostEntry, type RowEntry } from './statistics/compare-row.ts';
import { roundMedians } from './statistics/describe.ts';
import type { CellTally } from './tally.ts';

/** A cell that failed more than this share of its operations is shown and not ranked: the times are those of the lucky ones. */
export const MOST_FAILED = 0.05;

export interface Measured {
  readonly cell: Cell;
  /** What its lanes share where it was measured by several instances of a host (`laneGroup`). */
  readonly lane: string;
  /** One for each instance, in the order of instances; undefined for one that reported nothing of this cell. */
  readonly tallies: readonly (CellTally | undefined)[];
}

/**
 * Every pair of cells that may be compared, for every metric a view shows. Cells of one lane are paired by round, on each of its
 * instances. Cells of different lanes were measured by different hosts: they are compared where each has two instances or more.
 * Cells of different form, such as an object made of many items, never share a row.
 */
export function comparisonsOf(scenario: ScenarioPlan, measured: readonly Measured[], rounds: number): Comparison[] {
  const shown = new Set(scenario.views.map(({ metric }) => metric));
  const metrics = scenario.metrics.filter(({ name }) => shown.has(name));
  const ranked = (metric: Metric, { cell, tallies }: Measured) => {
    const timed = sum(tallies, (tally) => sum([...(tally?.timed.values() ?? [])], ({ length }) => length));
    const failures = sum(tallies, (tally) => tally?.failures ?? 0);
    if (failures > MOST_FAILED * (timed + failures)) return false;
    const rankings = scenario.views.filter((view) => view.kind === 'ranking' && view.metric === metric.name);
    return rankings.length === 0 || rankings.some((view) => view.kind === 'ranking' && fits(cell.axes, view.where));
  };
  return scenario.compares.flatMap((axis) => {
    const compared = (
      row: readonly Measured[],
      compare: (key: string, metric: Metric, row: readonly Measured[]) => Comparison[],
    ) =>
      metrics.flatMap((metric) => {
        const fit = row.filter((one) => ranked(metric, one));
        return fit.length < 2 ? [] : compare(rowKey((fit[0] as Measured).cell, axis), metric, fit);
      });
    const lanes = Map.groupBy(measured, ({ cell, lane }) => `${lane} ${rowKey(cell, axis)}`);
    const paired = [...lanes.values()].flatMap((row) =>
      compared(row, (key, metric, fit) => compareRow(key, axis, metric, pairedEntries(fit, metric, rounds))),
    );
    const apart = [...Map.groupBy(measured, ({ cell }) => rowKey(cell, axis)).values()].filter(
      (row) => new Set(row.map(({ lane }) => lane)).size === row.length,
    );
    const between = apart.flatMap((row) =>
      compared(row, (key, metric, fit) => compareHosts(key, axis, metric, hostEntries(fit, metric, rounds))),
    );
    return [...paired, ...between];
  });
}

function pairedEntries(row: readonly Measured[], metric: Metric, rounds: number): RowEntry[] {
  return row.map(({ cell, tallies }) => ({
    id: cell.id,
    rounds: tallies.flatMap((tally) => mediansOf(tally, metric, rounds)),
  }));
}

function hostEntries(row: readonly Measured[], metric: Metric, rounds: number): HostEntry[] {
  return row.map(({ cell, tallies }) => ({
    id: cell.id,
    instances: tallies.map((tally) => mediansOf(tally, metric, rounds)),
  }));
}

function mediansOf(tally: CellTally | undefined, metric: Metric, rounds: number): number[] {
  const values = Array.from({ length: rounds }, (_, round) =>
    (tally?.timed.get(round) ?? []).map((sample) => metricValue(metric, sample)).filter((value) => value !== undefined),
  );
  return roundMedians(values);
}
