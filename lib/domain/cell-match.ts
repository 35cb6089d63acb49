import type { CellResult, RunRecord } from './run.ts';

/** One cell on both sides of a comparison: what each run of a side has of it, undefined where a run lacks it. */
export interface CellMatch {
  readonly cell: CellResult;
  readonly a: readonly (CellResult | undefined)[];
  readonly b: readonly (CellResult | undefined)[];
}

/**
 * Cells of runs, by scenario and axes whatever order those are written in, in the order in which they first appear. Place and form are
 * no part of the key: a cell that moved is one cell measured elsewhere, which is said, and not two that are each missing once.
 */
export function matchCells(a: readonly RunRecord[], b: readonly RunRecord[]): CellMatch[] {
  const indexes = [a, b].map((side) => side.map(({ cells }) => new Map(cells.map((cell) => [keyOf(cell), cell]))));
  const [ofA = [], ofB = []] = indexes;
  const first = new Map<string, CellResult>();
  for (const index of [...ofA, ...ofB]) for (const [key, cell] of index) if (!first.has(key)) first.set(key, cell);
  return [...first].map(([key, cell]) => ({
    cell,
    a: ofA.map((index) => index.get(key)),
    b: ofB.map((index) => index.get(key)),
  }));
}

function keyOf({ scenario, axes }: CellResult): string {
  return JSON.stringify([scenario, ...Object.entries(axes).sort(([x], [y]) => (x < y ? -1 : 1))]);
}

/** Why two cells of one key are not the same measurement; a record from before places or forms agrees with any. */
export function movedBetween(cells: readonly CellResult[]): 'OtherPlace' | 'OtherForm' | undefined {
  if (new Set(cells.flatMap(({ place }) => place ?? [])).size > 1) return 'OtherPlace';
  if (new Set(cells.map(({ form }) => form ?? '')).size > 1) return 'OtherForm';
  return undefined;
}
