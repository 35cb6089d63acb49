import type { Axes } from '../domain/cell.ts';
import type { CellResult } from '../domain/run.ts';
import { axesLabel, type Scope } from './scope.ts';

/** Cells that one small multiple shows: they differ only in the axes the view itself draws. */
export interface Panel {
  readonly title: string;
  readonly axes: Axes;
  readonly cells: readonly CellResult[];
}

export function matches(cell: CellResult, where: Axes): boolean {
  return Object.entries(where).every(([axis, value]) => cell.axes[axis] === value);
}

/** Splits a view's cells by every axis it does not draw, so that no panel ever mixes two settings. */
export function panelsOf(scope: Scope, drawn: readonly string[], where: Axes = {}): readonly Panel[] {
  const split = scope.scenario.axes.map((axis) => axis.name).filter((name) => !drawn.includes(name));
  const groups = new Map<string, CellResult[]>();
  for (const cell of scope.cells) {
    if (!matches(cell, where)) continue;
    const key = JSON.stringify(split.map((name) => cell.axes[name] ?? null));
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  const titled = split.filter((name) => scope.varying.includes(name) && where[name] === undefined);
  return [...groups.values()].map((cells) => {
    const axes = Object.fromEntries(split.flatMap((name) => entryOf(cells[0], name)));
    return { title: axesLabel(scope, axes, titled), axes, cells };
  });
}

/** The axes in which some panels differ, in the scenario's order. */
export function panelAxes(scope: Scope, panels: readonly Panel[]): readonly string[] {
  return scope.varying.filter((name) => new Set(panels.map((panel) => panel.axes[name])).size > 1);
}

function entryOf(cell: CellResult | undefined, name: string): [string, string | number][] {
  const value = cell?.axes[name];
  return value === undefined ? [] : [[name, value]];
}
