import type { Comparison, RunRecord } from '../run.ts';
import { ALPHA, LEAST_RATIO } from './compare-row.ts';
import { MIN_ROUNDS } from './median-interval.ts';
import { power } from './power.ts';
import { criticalT } from './student-t.ts';

/** Standard deviation over rounds of ln(a / b) that a comparison's own 95 % interval came from. */
export function spreadOf({ low, high, rounds }: Pick<Comparison, 'low' | 'high' | 'rounds'>): number {
  return (Math.log(high / low) / 2 / criticalT(0.05, rounds - 1)) * Math.sqrt(rounds);
}

/**
 * How surely a verdict of this run finds a true difference of `forRatio` in one metric: the median over the comparisons that have
 * rounds enough for a verdict, each with its own spread (those between hosts have too few units for one), as the first step of Holm's test over its row (the hardest). Undefined
 * without such comparisons.
 */
export function runPower(comparisons: readonly Comparison[], metric: string, forRatio = 1.1): RunRecord['power'] {
  const judged = comparisons.filter((pair) => pair.metric === metric && pair.rounds >= MIN_ROUNDS && !pair.instances);
  if (judged.length === 0) return undefined;
  const families = Map.groupBy(judged, ({ row, compare }) => JSON.stringify([row, compare]));
  const powers = [...families.values()].flatMap((family) =>
    family.map((pair) => power(spreadOf(pair), pair.rounds, forRatio, { alpha: ALPHA / family.length, leastRatio: LEAST_RATIO })),
  );
  return { metric, forRatio, power: middle(powers), rounds: middle(judged.map(({ rounds }) => rounds)) };
}

/** The lower median: always one of the values. */
function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] as number;
}
