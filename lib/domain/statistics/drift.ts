import { MIN_ROUNDS } from './median-interval.ts';
import { median } from './quantile.ts';
import { exactTrendP, normalTrendP } from './trend.ts';

/** A trend is called drift below this p, and only where it moved the median by this factor or more from the first round to the last. */
export const DRIFT_P = 0.01;
export const DRIFT_FACTOR = 1.05;

/** Rounds of all hosts together up to which p is exact; beyond, the normal approximation is off by less than 0.002. */
export const EXACT_ROUNDS = 60;

export interface Drift {
  /** Of the last round's median over the first one's, as the Theil-Sen line through all rounds has it: above 1 it grew. */
  readonly factor: number;
  /** Two-sided, of the Mann-Kendall test, exact up to 60 rounds: how often rounds in random order would show as clear a trend. */
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
  const lengths = long.map((logs) => logs.length);
  const factor = Math.exp(median(slopes) * (Math.max(...lengths) - 1));
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const p = all <= EXACT_ROUNDS ? exactTrendP(lengths, score) : normalTrendP(lengths, score, long.flatMap(tiesIn));
  return { factor, p, drifts: p < DRIFT_P && Math.max(factor, 1 / factor) >= DRIFT_FACTOR };
}

/** How many values are equal, for each value that a host has more than once. */
function tiesIn(logs: readonly number[]): number[] {
  return [...Map.groupBy(logs, (log) => log).values()].map((own) => own.length).filter((size) => size > 1);
}
