import { incompleteBeta } from './incomplete-beta.ts';

/** Below this many rounds even the widest interval of order statistics misses 95 %, and no verdict is given. */
export const MIN_ROUNDS = 6;

export interface MedianInterval {
  readonly low: number;
  readonly high: number;
  /** Confidence level, 0..1: the one asked for, or less where so few rounds cannot reach it. */
  readonly level: number;
}

/**
 * Probability that the d-th smallest and d-th largest of n independent values enclose their population median:
 * 1 - 2 P(B < d), B binomial(n, 1/2), by P(B < d) = I_{1/2}(n - d + 1, d) (DLMF 8.17.5).
 */
export function orderStatisticLevel(n: number, d: number): number {
  return 1 - 2 * incompleteBeta(0.5, n - d + 1, d);
}

/**
 * The interval of the population median of round medians: of what the median of one more round, at a random time in the run's
 * window, exceeds as often as not. Distribution-free order statistics jump in level (97.9 % or 89.1 % for ten rounds), so
 * neighbours are interpolated to the level asked for, 0.5 <= level < 1 (Hettmansperger and Sheather, Stat. Probab. Lett. 4,
 * 1986, 75-79). Undefined below six rounds.
 */
export function medianInterval(roundMedians: readonly number[], level = 0.95): MedianInterval | undefined {
  const n = roundMedians.length;
  if (n < MIN_ROUNDS) return undefined;
  const sorted = Float64Array.from(roundMedians).sort();
  const low = (d: number) => sorted[d - 1] as number;
  const high = (d: number) => sorted[n - d] as number;

  const widest = orderStatisticLevel(n, 1);
  if (widest <= level) return { low: low(1), high: high(1), level: widest };
  let d = 1;
  while (d < n / 2 && orderStatisticLevel(n, d + 1) >= level) d++;
  const outer = orderStatisticLevel(n, d);
  const part = (outer - level) / (outer - orderStatisticLevel(n, d + 1));
  const weight = ((n - d) * part) / (d + (n - 2 * d) * part);
  return {
    low: low(d) + weight * (low(d + 1) - low(d)),
    high: high(d) + weight * (high(d + 1) - high(d)),
    level,
  };
}
