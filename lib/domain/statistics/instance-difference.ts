import type { NoDifference } from './paired-difference.ts';
import { criticalT, twoSidedP } from './student-t.ts';

/** Fewer hosts of a type say nothing about how hosts of that type scatter. */
export const MIN_INSTANCES = 2;

/** The difference of two types of host, as a ratio, with its t interval. */
export interface InstanceDifference {
  readonly instances: { readonly a: number; readonly b: number };
  /** Fewest rounds that any of these instances has. */
  readonly rounds: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided p of a ratio of 1. */
  readonly p: number;
}

/** Round medians of one instance, in round order; NaN or undefined for a round it lacks. */
export type InstanceRounds = readonly (number | undefined)[];

/**
 * Welch's t test on instance means: of each host the mean over rounds of ln(round median). Rounds of one host repeat what its
 * neighbours, its hardware and its zone do to it, so that the host is the unit and not the round. Degrees of freedom by Welch and
 * Satterthwaite (Welch, Biometrika 34, 1947, 28-35). An instance without a round is left out.
 */
export function instanceDifference(
  a: readonly InstanceRounds[],
  b: readonly InstanceRounds[],
  level = 0.95,
): InstanceDifference | NoDifference {
  const [measuredA, measuredB] = [a, b].map((side) => side.map(finite).filter(({ length }) => length > 0)) as [
    number[][],
    number[][],
  ];
  const rounds = Math.min(...[...measuredA, ...measuredB].map(({ length }) => length));
  if (Math.min(measuredA.length, measuredB.length) < MIN_INSTANCES) return { rounds: 0, reason: 'TooFewInstances' };
  if ([...measuredA, ...measuredB].flat().some((median) => median <= 0)) return { rounds, reason: 'NotPositive' };

  const [x, y] = [meanOf(measuredA.map(meanLog)), meanOf(measuredB.map(meanLog))];
  const difference = x.mean - y.mean;
  const variance = x.error2 + y.error2;
  const standardError = Math.sqrt(variance);
  // Hosts that agree exactly have no spread: the usual degrees of freedom stand in for 0 / 0.
  const df = variance > 0 ? variance ** 2 / (x.error2 ** 2 / (x.n - 1) + y.error2 ** 2 / (y.n - 1)) : x.n + y.n - 2;
  const reach = criticalT(1 - level, df) * standardError;
  return {
    instances: { a: x.n, b: y.n },
    rounds,
    ratio: Math.exp(difference),
    low: Math.exp(difference - reach),
    high: Math.exp(difference + reach),
    p: twoSidedP(difference === 0 ? 0 : difference / standardError, df),
  };
}

const finite = (rounds: InstanceRounds): number[] =>
  rounds.filter((median): median is number => median !== undefined && Number.isFinite(median));
const meanLog = (medians: readonly number[]) => medians.reduce((sum, median) => sum + Math.log(median), 0) / medians.length;

/** Mean and squared standard error. */
function meanOf(values: readonly number[]): { readonly n: number; readonly mean: number; readonly error2: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return { n, mean, error2: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n };
}
