import type { Histogram } from '../run.ts';

export const HISTOGRAM_BINS = 24;

/**
 * How many values lie where: 24 bins between the least and the greatest of them, equally wide on a logarithmic axis, because times
 * and rates spread over decades. A bin holds its lower edge, the last one both. Undefined without two different values, all of
 * them positive: then there is no axis.
 */
export function histogram(ascending: readonly number[]): Histogram | undefined {
  const [low, high] = [ascending[0], ascending.at(-1)];
  if (low === undefined || high === undefined || !(low > 0) || !(high > low)) return undefined;
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  const scale = HISTOGRAM_BINS / Math.log(high / low);
  for (const value of ascending) {
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor(Math.log(value / low) * scale)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { low, high, counts };
}
