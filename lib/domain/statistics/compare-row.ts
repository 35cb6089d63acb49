import type { Comparison } from '../run.ts';
import type { Metric } from '../scenario.ts';
import { holm } from './holm.ts';
import { type InstanceRounds, instanceDifference } from './instance-difference.ts';
import { MIN_ROUNDS } from './median-interval.ts';
import { type NoDifference, pairedDifference } from './paired-difference.ts';

/** A verdict needs an adjusted p below this and a ratio of at least this, either way. */
export const ALPHA = 0.05;
export const LEAST_RATIO = 1.05;

/** One cell of a row: its round medians in round order, NaN or undefined for a round it lacks. */
export interface RowEntry {
  readonly id: string;
  readonly rounds: readonly (number | undefined)[];
}

/**
 * All pairs of a row, paired by round. Holm's family is the pairs that have numbers; a pair without (see NoDifference) is left out.
 * Fewer than six common rounds give numbers and no verdict.
 */
export function compareRow(
  row: string,
  compare: string,
  metric: Pick<Metric, 'name' | 'better'>,
  entries: readonly RowEntry[],
): Comparison[] {
  return judged({ row, compare, metric }, entries, (a, b) => pairedDifference(a.rounds, b.rounds));
}

/** One type of host of a row: the round medians of each of its instances. */
export interface HostEntry {
  readonly id: string;
  readonly instances: readonly InstanceRounds[];
}

/** All pairs of a row whose cells were measured on different hosts: the unit is the host. The rules of a verdict are those of compareRow. */
export function compareHosts(
  row: string,
  compare: string,
  metric: Pick<Metric, 'name' | 'better'>,
  entries: readonly HostEntry[],
): Comparison[] {
  return judged({ row, compare, metric }, entries, (a, b) => instanceDifference(a.instances, b.instances));
}

interface Row {
  readonly row: string;
  readonly compare: string;
  readonly metric: Pick<Metric, 'name' | 'better'>;
}

type Difference = Pick<Comparison, 'rounds' | 'instances' | 'ratio' | 'low' | 'high' | 'p'>;

function judged<Entry extends { readonly id: string }>(
  { row, compare, metric }: Row,
  entries: readonly Entry[],
  differenceOf: (a: Entry, b: Entry) => (Difference & { readonly sd?: number }) | NoDifference,
): Comparison[] {
  const pairs = entries.flatMap((a, i) =>
    entries.slice(i + 1).flatMap((b) => {
      const difference = differenceOf(a, b);
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
