import { ascending, quantile } from '../../lib/domain/statistics/quantile.ts';

/** A ratio of quantiles over all rounds, and the least and greatest it becomes when any one round is left out. */
export interface PooledRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const pooled = (rounds: readonly (readonly number[])[], p: number, without = -1): number => {
  const sorted = ascending(rounds.filter((_, i) => i !== without).flat());
  return sorted.length === 0 ? Number.NaN : quantile(sorted, p);
};

/**
 * The p-quantile of all of a's samples divided by that of b's. `a[i]` and `b[i]` belong to the same round. The range shows what one bad
 * round did; it is no interval.
 */
export function pooledRatio(a: readonly (readonly number[])[], b: readonly (readonly number[])[], p: number): PooledRatio {
  const ratio = pooled(a, p) / pooled(b, p);
  const without = a.map((_, i) => pooled(a, p, i) / pooled(b, p, i)).filter(Number.isFinite);
  return { ratio, low: Math.min(ratio, ...without), high: Math.max(ratio, ...without) };
}
