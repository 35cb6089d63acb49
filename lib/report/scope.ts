import type { Axes, AxisValue } from '../domain/cell.ts';
import type { CellResult, Comparison, RunRecord, ScenarioRecord } from '../domain/run.ts';
import type { Axis } from '../domain/scenario.ts';
import { atStart, axisValue } from './format.ts';

export type MetricRecord = ScenarioRecord['metrics'][number];

/** One scenario's share of a run, with the look-ups every view needs. */
export interface Scope {
  readonly run: RunRecord;
  readonly scenario: ScenarioRecord;
  readonly cells: readonly CellResult[];
  /** Names of the axes that take more than one value in this run, in the scenario's order. */
  readonly varying: readonly string[];
  /** Values of an axis as the page orders them: numbers by size, everything else as it first appears. */
  values(axis: string): readonly AxisValue[];
  axis(name: string): Axis | undefined;
  metric(name: string): MetricRecord | undefined;
  label(axis: string, value: AxisValue | undefined): string;
  comparison(metric: string, first: string, second: string): Comparison | undefined;
}

function distinct(cells: readonly CellResult[], axis: string): readonly AxisValue[] {
  const seen = new Set<AxisValue>();
  for (const cell of cells) if (cell.axes[axis] !== undefined) seen.add(cell.axes[axis]);
  const values = [...seen];
  return values.every((value) => typeof value === 'number') ? values.sort((a, b) => Number(a) - Number(b)) : values;
}

const pairKey = (first: string, second: string): string =>
  first < second ? `${first}\u0000${second}` : `${second}\u0000${first}`;

export function scopeOf(run: RunRecord, scenario: ScenarioRecord): Scope {
  const cells = run.cells.filter((cell) => cell.scenario === scenario.id);
  const values = new Map(scenario.axes.map((axis) => [axis.name, distinct(cells, axis.name)]));
  const axes = new Map(scenario.axes.map((axis) => [axis.name, axis]));
  const metrics = new Map(scenario.metrics.map((metric) => [metric.name, metric]));
  const comparisons = new Map<string, Map<string, Comparison>>();
  for (const each of run.comparisons) {
    const own = comparisons.get(each.metric) ?? new Map<string, Comparison>();
    comparisons.set(each.metric, own.set(pairKey(each.a, each.b), each));
  }
  return {
    run,
    scenario,
    cells,
    varying: scenario.axes.map((axis) => axis.name).filter((name) => (values.get(name)?.length ?? 0) > 1),
    values: (axis) => values.get(axis) ?? [],
    axis: (name) => axes.get(name),
    metric: (name) => metrics.get(name),
    label: (axis, value) => (value === undefined ? '' : axisValue(axes.get(axis), value)),
    comparison: (metric, first, second) => comparisons.get(metric)?.get(pairKey(first, second)),
  };
}

/** `host a · get · streams 8`: the values of some axes; a bare number says what it counts. */
export function axesLabel(scope: Scope, axes: Axes, names: readonly string[]): string {
  return names
    .filter((name) => axes[name] !== undefined)
    .map((name) => {
      const bare = typeof axes[name] === 'number' && scope.axis(name)?.unit === undefined;
      return bare ? `${scope.axis(name)?.title ?? name} ${axes[name]}` : scope.label(name, axes[name]);
    })
    .join(' · ');
}

/** A cell by the values of the axes that vary in this run. */
export function cellLabel(scope: Scope, cell: CellResult): string {
  return axesLabel(scope, cell.axes, scope.varying) || cell.id;
}

/** `host: this machine · site: local`: what is the same in every cell, said once. */
export function constants(scope: Scope): string {
  return scope.scenario.axes
    .filter((axis) => scope.values(axis.name).length === 1)
    .map((axis) => `${atStart(axis.title)}: ${scope.label(axis.name, scope.values(axis.name)[0])}`)
    .join(' · ');
}
