import { MIN_ROUNDS } from './median-interval.ts';
import { median } from './quantile.ts';

/** A trend is called drift below this p, and only where it moved the median by this factor or more from the first round to the last. */
export const DRIFT_P = 0.01;
export const DRIFT_FACTOR = 1.05;

export interface Drift {
  /** Of the last round's median over the first one's, as the Theil-Sen line through all rounds has it: above 1 it grew. */
  readonly factor: number;
  /** Two-sided, of the Mann-Kendall test: how often rounds in random order would show as clear a trend. */
  readonly p: number;
  readonly drifts: boolean;
}

/**
 * Whether a median rises or falls over the rounds. Logarithms of round medians in round order, a list for each host that measured
 * them: pairs of rounds are compared within a host only. Distribution-free and blind to single outliers (Mann, Econometrica 13,
 * 1945, 245-259; Sen, JASA 63, 1968, 1379-1389); equal medians count for neither side, which errs towards no drift. Undefined where
 * no host has six rounds.
 */
export function driftOf(hosts: readonly (readonly number[])[]): Drift | undefined {
  const long = hosts.filter((logs) => logs.length >= MIN_ROUNDS);
  if (long.length === 0) return undefined;
  const slopes: number[] = [];
  let score = 0;
  for (const logs of long)
    for (const [later, value] of logs.entries())
      for (let earlier = 0; earlier < later; earlier++) {
        const rise = value - (logs[earlier] as number);
        slopes.push(rise / (later - earlier));
        score += Math.sign(rise);
      }
  const rounds = Math.max(...long.map((logs) => logs.length));
  const factor = Math.exp(median(slopes) * (rounds - 1));
  const p = trendP(
    long.map((logs) => logs.length),
    score,
  );
  return { factor, p, drifts: p < DRIFT_P && Math.max(factor, 1 / factor) >= DRIFT_FACTOR };
}

/**
 * P(|S| >= |score|) where S counts rising pairs less falling ones in lists of these lengths in random order: exact, by the
 * distribution of inversions. Lists of hosts add up as seasons do (Hirsch, Slack and Smith, Water Resour. Res. 18, 1982, 107-121).
 */
export function trendP(lengths: readonly number[], score: number): number {
  let inversions = [1];
  for (const length of lengths) for (let many = 2; many <= length; many++) inversions = withUniform(inversions, many);
  const pairs = inversions.length - 1;
  const tail = inversions.reduce(
    (sum, share, falling) => (Math.abs(pairs - 2 * falling) >= Math.abs(score) ? sum + share : sum),
    0,
  );
  return Math.min(1, tail);
}

/** The distribution of a sum after adding a number drawn evenly from 0 to `many` - 1. */
function withUniform(shares: readonly number[], many: number): number[] {
  return Array.from({ length: shares.length + many - 1 }, (_, sum) => {
    let share = 0;
    for (let added = 0; added < many; added++) share += shares[sum - added] ?? 0;
    return share / many;
  });
}
