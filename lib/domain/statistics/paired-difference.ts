import { criticalT, twoSidedP } from './student-t.ts';

/** The mean over rounds of ln(a / b), as a ratio, with its t interval. */
export interface PairedDifference {
  /** Rounds that both have. */
  readonly rounds: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided p of a ratio of 1. */
  readonly p: number;
  /** Standard deviation of ln(a / b) over rounds: the spread that decides the power. */
  readonly sd: number;
}

/** Why two cells have no ratio: fewer than two rounds in common, fewer than two hosts, or a round median that has no logarithm. */
export interface NoDifference {
  readonly rounds: number;
  readonly reason: 'TooFewRounds' | 'TooFewInstances' | 'NotPositive';
}

/**
 * The paired t test on logarithms of round medians: what both cells share in a round cancels. `a[i]` and `b[i]` belong to the
 * same round; NaN or a missing place marks a round without a median, and such a round is left out of this pair only.
 */
export function pairedDifference(
  a: readonly (number | undefined)[],
  b: readonly (number | undefined)[],
  level = 0.95,
): PairedDifference | NoDifference {
  const logs: number[] = [];
  let positive = true;
  for (let round = 0; round < Math.min(a.length, b.length); round++) {
    const [x, y] = [a[round], b[round]];
    if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) continue;
    positive &&= x > 0 && y > 0;
    logs.push(Math.log(x) - Math.log(y));
  }
  const rounds = logs.length;
  if (rounds < 2) return { rounds, reason: 'TooFewRounds' };
  if (!positive) return { rounds, reason: 'NotPositive' };

  const mean = logs.reduce((sum, x) => sum + x, 0) / rounds;
  const sd = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (rounds - 1));
  const standardError = sd / Math.sqrt(rounds);
  const reach = criticalT(1 - level, rounds - 1) * standardError;
  // Equal ratios in every round have no spread: then t is infinite, or 0 / 0 where the ratio is 1 throughout.
  const t = mean === 0 ? 0 : mean / standardError;
  return {
    rounds,
    ratio: Math.exp(mean),
    low: Math.exp(mean - reach),
    high: Math.exp(mean + reach),
    p: twoSidedP(t, rounds - 1),
    sd,
  };
}
