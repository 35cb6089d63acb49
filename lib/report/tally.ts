import type { AxisValue } from '../domain/cell.ts';
import type { Place, Standing } from './standings.ts';

/** A range of factors, and the least and greatest end of their 95 % intervals. */
export interface Factors {
  readonly least: number;
  readonly most: number;
  readonly low: number;
  readonly high: number;
}

/** How often who leads. Counts of rows, never a score: sizes of differences stand beside them. */
export interface Tally {
  /** Rows with at least two competitors. */
  readonly rows: number;
  readonly wins: readonly (readonly [AxisValue, number])[];
  readonly ties: number;
  readonly noVerdict: number;
  /** By how much the runner-up is behind the most frequent leader. */
  readonly behind?: Factors;
  /** By how much the first two differ where no difference is shown. */
  readonly within?: Factors;
  /** Whose median was best in rows without a verdict. */
  readonly fronts: readonly (readonly [AxisValue, number])[];
}

function factorsOf(places: readonly (Place | undefined)[]): Factors | undefined {
  const found = places.flatMap((place) => place?.behind ?? []).filter(({ factor }) => Number.isFinite(factor));
  if (found.length === 0) return undefined;
  return {
    least: Math.min(...found.map(({ factor }) => factor)),
    most: Math.max(...found.map(({ factor }) => factor)),
    low: Math.min(...found.map(({ low }) => low)),
    high: Math.max(...found.map(({ high }) => high)),
  };
}

/** Rows by who stands first in them, most frequent first. */
function byFront(rows: readonly Standing[]): readonly (readonly [AxisValue, readonly Standing[]])[] {
  const fronts = rows.filter(({ front }) => front.length > 0);
  return [...Map.groupBy(fronts, ({ front }) => front[0]?.value ?? '')].sort(([, a], [, b]) => b.length - a.length);
}

export function tally(standings: readonly Standing[]): Tally {
  const of = (wanted: Standing['outcome']) => standings.filter(({ outcome }) => outcome === wanted);
  const [led, tied, open] = [of('leader'), of('tie'), of('no verdict')];
  const leaders = byFront(led);
  const behind = factorsOf((leaders[0]?.[1] ?? []).map((row) => row.places[1]));
  const within = factorsOf(tied.map((row) => row.places[1]));
  const counts = (groups: typeof leaders) => groups.map(([value, rows]) => [value, rows.length] as const);
  return {
    rows: led.length + tied.length + open.length,
    wins: counts(leaders),
    ties: tied.length,
    noVerdict: open.length,
    fronts: counts(byFront(open)),
    ...(behind && { behind }),
    ...(within && { within }),
  };
}
