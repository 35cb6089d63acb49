import { quantileSeq } from 'mathjs/number';

/** The finite values in ascending order; the input stays as it is. */
export function ascending(values: readonly number[]): number[] {
  return values.filter(Number.isFinite).sort((a, b) => a - b);
}

/**
 * The p-quantile, 0 <= p <= 1, of one or more values in ascending order: type 7 of Hyndman and Fan (linear between order statistics,
 * the default of NumPy and R). Only sorted values are given to mathjs: on others it picks pivots with Math.random and takes
 * neighbours within 1e-12 of each other as equal, so that last digits would differ from call to call.
 */
export function quantile(sorted: readonly number[], p: number): number {
  return quantileSeq(sorted as number[], p, true) as number;
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}
