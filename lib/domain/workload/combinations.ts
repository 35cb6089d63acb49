import { type Axes, placeOf } from '../cell.ts';
import { MOST_FAILED } from '../failed-share.ts';
import type { CellResult, RunRecord, ScenarioRecord } from '../run.ts';
import type { Combination } from '../workload.ts';
import type { CurvePoint } from './curve.ts';

/** The time that a workload waits for, and the axes that its curves run through. */
export const TIME_METRIC = 'total';
const [SIZE, OPERATION] = ['size', 'operation'];
/** Operations that move objects out of a store and into one. */
const [READ, WRITE] = ['get', 'put'];

/** A measured size of a combination: which of the scenario's cells, in the order of the run, it is. */
export interface MeasuredSize {
  readonly row: number;
  readonly bytes: number;
}

/** Cells that differ only in size and operation. */
export interface MeasuredCombination {
  /** All their other axes. */
  readonly axes: Axes;
  readonly reads: readonly MeasuredSize[];
  readonly writes: readonly MeasuredSize[];
  readonly prices: Pick<Combination, 'place' | 'route' | 'host'>;
}

export function cellsOf({ cells }: Pick<RunRecord, 'cells'>, { id }: Pick<ScenarioRecord, 'id'>): readonly CellResult[] {
  return cells.filter(({ scenario }) => scenario === id);
}

/**
 * Every store met from every host, for a scenario that reads and writes objects of some sizes; none for any other. A cell without a time, or
 * of which too many operations failed for it to be ranked, is no point of a curve.
 */
export function combinationsOf(
  run: Pick<RunRecord, 'cells' | 'prices'>,
  scenario: ScenarioRecord,
): readonly MeasuredCombination[] {
  const has = (name: string) => scenario.axes.some((axis) => axis.name === name);
  const timed = scenario.metrics.some(({ name, unit }) => name === TIME_METRIC && unit === 'ms');
  if (!timed || ![SIZE, OPERATION, 'store'].every((name) => has(String(name)))) return [];
  const rows = cellsOf(run, scenario).map((cell, row) => ({ cell, row }));
  const groups = Map.groupBy(rows, ({ cell }) => JSON.stringify([placeOf(cell), Object.entries(restOf(cell.axes))]));
  return [...groups.values()]
    .map((group) => ({
      axes: restOf(group[0]?.cell.axes ?? {}),
      reads: sizesOf(group, String(READ)),
      writes: sizesOf(group, String(WRITE)),
      prices: pricesOf(run, group[0]?.cell),
    }))
    .filter(({ reads, writes }) => reads.length + writes.length > 0);
}

function restOf(axes: Axes): Axes {
  return Object.fromEntries(Object.entries(axes).filter(([name]) => name !== SIZE && name !== OPERATION));
}

function sizesOf(group: readonly { readonly cell: CellResult; readonly row: number }[], operation: string): MeasuredSize[] {
  return group
    .filter(({ cell }) => cell.axes.operation === operation && usable(cell))
    .map(({ cell, row }) => ({ row, bytes: Number(cell.axes.size) }))
    .sort((a, b) => a.bytes - b.bytes);
}

function usable({ n, failures, metrics }: CellResult): boolean {
  return (metrics[TIME_METRIC]?.median ?? 0) > 0 && failures <= MOST_FAILED * (n + failures);
}

function pricesOf({ prices }: Pick<RunRecord, 'prices'>, cell: CellResult | undefined): MeasuredCombination['prices'] {
  const place = cell && placeOf(cell);
  const of = (found: MeasuredCombination['prices']) => found;
  if (!prices || place === undefined) return of({});
  const own = prices.places.find((each) => each.place === place);
  const route = prices.routes.find((each) => each.place === place && each.site === cell?.axes.site);
  const host = prices.hosts.find((each) => each.host === cell?.axes.host && each.site === cell?.axes.site);
  return of({ ...(own && { place: own }), ...(route && { route }), ...(host && { host }) });
}

/** Medians and the ends of their intervals by row, null or undefined where there is none. */
export interface Times {
  readonly median: readonly (number | null | undefined)[];
  readonly low?: readonly (number | null | undefined)[];
  readonly high?: readonly (number | null | undefined)[];
  /** Rows of another form. */
  readonly apart: ReadonlySet<number>;
}

/** The times of a run's own cells, as they were measured. */
export function timesOf(cells: readonly CellResult[]): Times {
  const summaries = cells.map(({ metrics }) => metrics[TIME_METRIC]);
  return {
    median: summaries.map((summary) => summary?.median),
    low: summaries.map((summary) => summary?.interval?.low),
    high: summaries.map((summary) => summary?.interval?.high),
    apart: new Set(cells.flatMap(({ form }, row) => (form === undefined ? [] : [row]))),
  };
}

/** Measured sizes with their times: a combination whose month can be told. */
export function curveOf(sizes: readonly MeasuredSize[], { median, low, high, apart }: Times): CurvePoint[] {
  return sizes.map(({ row, bytes }) => {
    const [from, to] = [low?.[row], high?.[row]];
    return {
      bytes,
      ms: median[row] ?? Number.NaN,
      ...(typeof from === 'number' && typeof to === 'number' && { low: from, high: to }),
      ...(apart.has(row) && { apart: true }),
    };
  });
}
