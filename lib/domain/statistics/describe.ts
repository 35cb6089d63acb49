import { mean, std } from 'mathjs/number';
import type { Summary } from '../run.ts';
import { medianInterval } from './median-interval.ts';
import { outliers } from './outliers.ts';
import { ascending, quantile } from './quantile.ts';

/** A percentile is printed from this many values on: ten or more then lie beyond it. */
const PERCENTILES = [
  ['p90', 0.9, 100],
  ['p95', 0.95, 200],
  ['p99', 0.99, 1_000],
] as const;

/** The median of every round, in round order; NaN for a round without a measured value, so that rounds of two cells stay aligned. */
export function roundMedians(rounds: readonly (readonly number[])[]): number[] {
  return rounds.map((round) => {
    const sorted = ascending(round);
    return sorted.length === 0 ? Number.NaN : quantile(sorted, 0.5);
  });
}

/**
 * Statistics of one metric of one cell from its timed, successful values, one array a round. Undefined when there is none.
 *
 * n, min, max, mean, median, sd (divisor n - 1, from two values on), mad (unscaled) and percentiles pool all values. The interval
 * is that of medianInterval: it encloses the median of `rounds`, of which rounds without a value are left out. Values that are
 * not finite carry no measurement and are not counted.
 */
export function describe(unit: Summary['unit'], rounds: readonly (readonly number[])[]): Summary | undefined {
  return describeSorted(unit, roundMedians(rounds), ascending(rounds.flat()));
}

/** The same for who has the median of every round, NaN for one without a value, and all finite values in ascending order. */
export function describeSorted(
  unit: Summary['unit'],
  medianOfRounds: readonly number[],
  sorted: readonly number[],
): Summary | undefined {
  const n = sorted.length;
  if (n === 0) return undefined;
  const median = quantile(sorted, 0.5);
  const deviations = ascending(sorted.map((value) => Math.abs(value - median)));
  const medians = medianOfRounds.filter(Number.isFinite);
  const interval = medianInterval(medians);
  const percentiles = PERCENTILES.filter(([, , from]) => n >= from).map(([name, p]) => [name, quantile(sorted, p)]);
  return {
    unit,
    n,
    min: sorted[0] as number,
    max: sorted[n - 1] as number,
    mean: mean(sorted as number[]),
    median,
    ...(interval && { interval }),
    ...(n > 1 && { sd: std(sorted as number[]) as unknown as number }),
    mad: quantile(deviations, 0.5),
    ...(Object.fromEntries(percentiles) as Pick<Summary, 'p90' | 'p95' | 'p99'>),
    outliers: outliers(sorted, [quantile(sorted, 0.25), quantile(sorted, 0.75)]),
    rounds: medians,
  };
}
