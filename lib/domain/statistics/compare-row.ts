import type { Comparison } from '../run.ts';
import type { Metric } from '../scenario.ts';
import { holm } from './holm.ts';
import { MIN_ROUNDS } from './median-interval.ts';
import { pairedDifference } from './paired-difference.ts';

/** A verdict needs an adjusted p below this and a ratio of at least this, either way. */
export const ALPHA = 0.05;
export const LEAST_RATIO = 1.05;

/** One cell of a row: its round medians in round order, NaN or undefined for a round it lacks. */
export interface RowEntry {
  readonly id: string;
  readonly rounds: readonly (number | undefined)[];
}

/**
 * All pairs of a row. Holm's family is the pairs that have numbers; a pair without (see NoDifference) is left out. Fewer than six
 * common rounds give numbers and no verdict.
 */
export function compareRow(
  row: string,
  compare: string,
  metric: Pick<Metric, 'name' | 'better'>,
  entries: readonly RowEntry[],
): Comparison[] {
  const pairs = entries.flatMap((a, i) =>
    entries.slice(i + 1).flatMap((b) => {
      const difference = pairedDifference(a.rounds, b.rounds);
      return 'reason' in difference ? [] : [{ a: a.id, b: b.id, difference }];
    }),
  );
  const adjusted = holm(pairs.map(({ difference }) => difference.p));
  return pairs.map(({ a, b, difference: { sd: _, ...numbers } }, index) => {
    const pAdjusted = adjusted[index] as number;
    return { row, compare, metric: metric.name, a, b, ...numbers, pAdjusted, verdict: verdict(metric, numbers, pAdjusted) };
  });
}

function verdict(
  { better }: Pick<Metric, 'better'>,
  { rounds, ratio }: Pick<Comparison, 'rounds' | 'ratio'>,
  pAdjusted: number,
): Comparison['verdict'] {
  if (rounds < MIN_ROUNDS || pAdjusted >= ALPHA || Math.max(ratio, 1 / ratio) < LEAST_RATIO) return '~';
  return ratio < 1 === (better === 'lower') ? 'a' : 'b';
}
