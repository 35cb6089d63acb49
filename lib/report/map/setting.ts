import type { Axes, AxisValue } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import type { View } from '../../domain/scenario.ts';
import { matches } from '../panels.ts';
import type { MetricRecord, Scope } from '../scope.ts';

/** One picture of the map: what stands across and down, and the value of every other axis that varies. */
export interface Setting {
  readonly metric: MetricRecord;
  readonly x: string;
  readonly y: string;
  readonly chosen: Axes;
}

type Matrix = Extract<View, { kind: 'matrix' }>;

/** The view a scenario names, or what its comparisons imply: records of older versions have none. */
function matrixOf({ scenario }: Scope): Matrix | undefined {
  const named = scenario.views.find((view): view is Matrix => view.kind === 'matrix');
  if (named) return named;
  const ranking = scenario.views.find((view) => view.kind === 'ranking');
  const [x, y] = scenario.compares;
  if (ranking?.kind !== 'ranking' || x === undefined) return undefined;
  const wanted = scenario.views.find((view) => view.kind === 'heatmap');
  const where = { ...(wanted?.kind === 'heatmap' && wanted.where), ...ranking.where };
  return { kind: 'matrix', title: ranking.title, metric: ranking.metric, x, y: y ?? '', where };
}

/** What the map shows at first; undefined where nothing is compared or nothing was measured. */
export function firstSetting(scope: Scope): Setting | undefined {
  const view = matrixOf(scope);
  const metric = view && scope.metric(view.metric);
  if (!view || !metric || !scope.varying.includes(view.x)) return undefined;
  const others = scope.varying.filter((name) => name !== view.x);
  const sized = others.find((name) => scope.axis(name)?.unit === 'bytes');
  const y = others.includes(view.y) ? view.y : (sized ?? others[0]);
  let cells = scope.cells.filter((cell) => cell.metrics[metric.name]);
  if (cells.length === 0) return undefined;
  const chosen: Record<string, AxisValue> = {};
  for (const name of others.filter((other) => other !== y)) {
    const value = nearest(scope, cells, name, view.where[name]);
    if (value === undefined) continue;
    chosen[name] = value;
    cells = cells.filter((cell) => cell.axes[name] === value);
  }
  return { metric, x: view.x, y: y ?? '', chosen };
}

/** The wanted value if it was measured, the nearest where values are numbers, otherwise the one with most cells. */
function nearest(scope: Scope, cells: readonly CellResult[], name: string, wanted: AxisValue | undefined): AxisValue | undefined {
  const present = scope.values(name).filter((value) => cells.some((cell) => cell.axes[name] === value));
  if (wanted !== undefined && present.includes(wanted)) return wanted;
  const distance = (value: AxisValue) => Math.abs(Math.log(Number(value)) - Math.log(Number(wanted)));
  if (typeof wanted === 'number' && present.every((value) => typeof value === 'number' && value > 0))
    return present.toSorted((a, b) => distance(a) - distance(b))[0];
  const size = (value: AxisValue) => cells.filter((cell) => cell.axes[name] === value).length;
  return present.toSorted((a, b) => size(b) - size(a))[0];
}

export function settingCells(scope: Scope, { chosen }: Setting): readonly CellResult[] {
  return scope.cells.filter((cell) => matches(cell, chosen));
}
