import type { Comparison, RunRecord } from '../run.ts';
import { ALPHA, LEAST_RATIO } from './compare-row.ts';
import { power } from './power.ts';
import { criticalT } from './student-t.ts';

/** Standard deviation over rounds of ln(a / b) that a comparison's own 95 % interval came from. */
export function spreadOf({ low, high, rounds }: Pick<Comparison, 'low' | 'high' | 'rounds'>): number {
  return (Math.log(high / low) / 2 / criticalT(0.05, rounds - 1)) * Math.sqrt(rounds);
}

/**
 * How surely a verdict of this run finds a true difference of `forRatio`: the median over its comparisons, each with its own rounds and
 * its own spread, as the first step of Holm's test over its row (the hardest). Undefined without comparisons.
 */
export function runPower(comparisons: readonly Comparison[], forRatio = 1.1): RunRecord['power'] {
  if (comparisons.length === 0) return undefined;
  const families = Map.groupBy(comparisons, ({ row, compare, metric }) => JSON.stringify([row, compare, metric]));
  const powers = [...families.values()].flatMap((family) =>
    family.map((pair) => power(spreadOf(pair), pair.rounds, forRatio, { alpha: ALPHA / family.length, leastRatio: LEAST_RATIO })),
  );
  return { forRatio, power: middle(powers), rounds: middle(comparisons.map(({ rounds }) => rounds)) };
}

/** The lower median: always one of the values. */
function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] as number;
}
