import { type Cell, fits, rowKey } from './cell.ts';
import { sum } from './cost.ts';
import { MOST_FAILED } from './failed-share.ts';
import type { Medians } from './results.ts';
import type { Comparison } from './run.ts';
import type { Metric, ScenarioPlan } from './scenario.ts';
import { compareHosts, compareRow, type HostEntry, type RowEntry } from './statistics/compare-row.ts';

export { MOST_FAILED };

export interface Measured {
  readonly cell: Cell;
  /** What its lanes share where it was measured by several instances of a host (`laneGroup`). */
  readonly lane: string;
  /** One for each instance, in the order of instances; undefined for one that reported nothing of this cell. */
  readonly instances: readonly (MeasuredInstance | undefined)[];
}

/** What comparisons need of a cell's samples: they outlive the samples themselves. */
export interface MeasuredInstance {
  readonly timed: number;
  readonly failures: number;
  /** A place for each planned round, NaN in one without a value. */
  readonly medians: Medians;
}

/**
 * Every pair of cells that may be compared, for every metric a view shows. Cells of one lane are paired by round, on each of its
 * instances. Cells of different lanes were measured by different hosts: they are compared where each has two instances or more.
 * Cells of different form, such as an object made of many items, never share a row.
 */
export function comparisonsOf(scenario: ScenarioPlan, measured: readonly Measured[], rounds: number): Comparison[] {
  const shown = shownMetrics(scenario);
  const metrics = scenario.metrics.filter(({ name }) => shown.has(name));
  const ranked = (metric: Metric, { cell, instances }: Measured) => {
    const timed = sum(instances, (one) => one?.timed ?? 0);
    const failures = sum(instances, (one) => one?.failures ?? 0);
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

/** Metrics that a view shows: only these are compared, and their distributions kept. */
export function shownMetrics({ views }: Pick<ScenarioPlan, 'views'>): ReadonlySet<string> {
  return new Set(views.map(({ metric }) => metric));
}

function pairedEntries(row: readonly Measured[], metric: Metric, rounds: number): RowEntry[] {
  return row.map(({ cell, instances }) => ({
    id: cell.id,
    rounds: instances.flatMap((one) => placesOf(one, metric, rounds)),
  }));
}

function hostEntries(row: readonly Measured[], metric: Metric, rounds: number): HostEntry[] {
  return row.map(({ cell, instances }) => ({
    id: cell.id,
    instances: instances.map((one) => placesOf(one, metric, rounds)),
  }));
}

/** An instance that reported nothing keeps its places: rounds of the next one must not meet those of another. */
function placesOf(one: MeasuredInstance | undefined, { name }: Metric, rounds: number): readonly number[] {
  return one?.medians.get(name) ?? Array.from({ length: rounds }, () => Number.NaN);
}
