import { twoSidedP } from '../../../../lib/domain/statistics/student-t.ts';

/** Welch's unpaired t test: what the simulations hold the paired one against. Nothing of the product uses it. */
export function welchP(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [meanError(x), meanError(y)];
  const variance = a.variance + b.variance;
  const df = variance ** 2 / (a.variance ** 2 / (x.length - 1) + b.variance ** 2 / (y.length - 1));
  return twoSidedP((a.mean - b.mean) / Math.sqrt(variance), df);
}

/** Mean and squared standard error. */
function meanError(values: readonly number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) / values.length };
}
