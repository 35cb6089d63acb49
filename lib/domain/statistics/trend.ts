import { normalCdf } from './power.ts';

/**
 * P(|S| >= |score|) where S counts rising pairs less falling ones in lists of these lengths in random order: exact, by the
 * distribution of inversions. Lists of hosts add up as seasons do (Hirsch, Slack and Smith, Water Resour. Res. 18, 1982, 107-121).
 * Takes time with the third power of the rounds: a millisecond for sixty. Off by rounding alone, some 1e-15.
 */
export function exactTrendP(lengths: readonly number[], score: number): number {
  let inversions = [1];
  for (const length of lengths) for (let many = 2; many <= length; many++) inversions = withUniform(inversions, many);
  const pairs = inversions.length - 1;
  const tail = inversions.reduce(
    (sum, share, falling) => (Math.abs(pairs - 2 * falling) >= Math.abs(score) ? sum + share : sum),
    0,
  );
  return Math.min(1, tail);
}

/** The distribution of a sum after adding a number drawn evenly from 0 to `many` - 1: a window that runs over the shares. */
function withUniform(shares: readonly number[], many: number): number[] {
  let window = 0;
  return Array.from({ length: shares.length + many - 1 }, (_, sum) => {
    window += (shares[sum] ?? 0) - (shares[sum - many] ?? 0);
    return Math.max(0, window) / many;
  });
}

/**
 * The same by the normal distribution, with correction for continuity: S has mean 0 and the variance of Kendall (Rank Correlation
 * Methods, 1975, chapter 4), less what groups of so many equal values each take from it.
 */
export function normalTrendP(lengths: readonly number[], score: number, tied: readonly number[]): number {
  if (score === 0) return 1;
  const share = (n: number): number => n * (n - 1) * (2 * n + 5);
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, n) => all + share(n), 0);
  const variance = (sum(lengths) - sum(tied)) / 18;
  return Math.min(1, 2 * normalCdf(-(Math.abs(score) - 1) / Math.sqrt(variance)));
}
