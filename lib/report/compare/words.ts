import type { RunRecord } from '../../domain/run.ts';
import type { CellChange, NotCompared, RunComparison, WhyNot } from '../../domain/run-comparison.ts';
import { counted, inSentence, listed, moment, number } from '../format.ts';
import { cellNames } from './cell-names.ts';

/** What the terminal and the page say of a comparison of runs, in the same words. */

export interface Tally {
  readonly slower: number;
  readonly faster: number;
  readonly unsure: number;
  readonly beyond: number;
}

export function tallyOf({ changes }: Pick<RunComparison, 'changes'>): Tally {
  const of = (verdict: CellChange['verdict']) => changes.filter((change) => change.verdict === verdict).length;
  return { slower: of('slower'), faster: of('faster'), unsure: of('~'), beyond: changes.filter(({ beyond }) => beyond).length };
}

/** A run besides its id, in two lines. */
export function runWords({ startedAt, preset, firstbyte, status }: RunRecord): readonly [when: string, what: string] {
  return [moment(startedAt), `preset ${preset}, firstbyte ${firstbyte}, ${status}`];
}

/** The finding in a sentence or two, with its numbers. */
export function finding(comparison: RunComparison): string {
  const { changes } = comparison;
  if (changes.length === 0) return 'Nothing can be compared: the runs have no measured cell in common.';
  const { slower, faster, unsure } = tallyOf(comparison);
  const by = `by ${listed([...new Set(comparison.metrics.map(({ title }) => inSentence(title)))])}`;
  const judged = changes.filter(({ rounds }) => Math.min(rounds.a, rounds.b) >= 6).length;
  const compared = `${counted(changes.length, 'figure')} compared ${by}: ${number0(slower)} surely slower in B, ${number0(faster)} surely faster, ${number0(unsure)} without a sure difference.`;
  const few =
    judged < changes.length
      ? ` ${counted(changes.length - judged, 'figure has', 'figures have')} fewer than six rounds and can have no verdict.`
      : '';
  const [first] = changes;
  const most =
    first && first.verdict !== '~'
      ? ` The largest sure change: ${cellNames(comparison)(first.cell)} is ${changeText(first)}.`
      : '';
  return `${compared}${few}${most}`;
}

const number0 = (value: number) => (value === 0 ? 'none' : String(value));

/** `1.21x slower (1.15 to 1.28)`, always of B and with a factor of 1 or more; `~` before it says that it is not sure. */
export function changeText({ ratio, low, high, verdict }: Pick<CellChange, 'ratio' | 'low' | 'high' | 'verdict'>): string {
  const slower = verdict === '~' ? ratio >= 1 : verdict === 'slower';
  const words = slower
    ? `${number(ratio)}x slower (${number(low)} to ${number(high)})`
    : `${number(1 / ratio)}x faster (${number(1 / high)} to ${number(1 / low)})`;
  return verdict === '~' ? `~ ${words}` : words;
}

/** What can be said: `sure`, or why not. */
export function sureness({ verdict, rounds, beyond }: CellChange): string {
  if (verdict !== '~') return beyond ? 'sure, beyond the limit' : 'sure';
  return Math.min(rounds.a, rounds.b) < 6 ? 'too few rounds' : '~';
}

const WHY: Readonly<Record<WhyNot, string>> = {
  OnlyInA: 'only in A',
  OnlyInB: 'only in B',
  Impossible: 'cannot exist',
  Failed: 'failed',
  NotMeasured: 'not measured',
  MostFailed: 'too many failed operations: the times are those of the lucky ones',
  OtherPlace: 'measured at another place of the store',
  OtherForm: 'an object of another form, such as one made of many items',
  NoMetric: 'without the metric',
  NotPositive: 'a round median of 0 has no ratio',
  HostsUnknown: 'measured by several hosts, with rounds missing: nobody can say whose',
  TooFewValues: 'one value a side: nothing says how it scatters',
};

/** Why a cell has no ratio: `failed in B`. */
export function whyText({ why, side }: Pick<NotCompared, 'why' | 'side'>): string {
  if (why === 'OnlyInA' || why === 'OnlyInB' || side === undefined) return WHY[why];
  const [first, ...rest] = WHY[why].split(':');
  return [`${first} in ${side.toUpperCase()}`, ...rest].join(':');
}

/** Reasons with their counts, the most frequent first. */
export function reasonsOf(
  notCompared: readonly NotCompared[],
): readonly (readonly [reason: string, cells: readonly NotCompared[]])[] {
  return [...Map.groupBy(notCompared, whyText)].sort(([, x], [, y]) => y.length - x.length);
}

/** How the figures were made, for who wants to doubt them. */
export function methodOf({ changes }: RunComparison): string[] {
  const kinds = new Set(changes.map(({ units }) => units.kind));
  return [
    'A ratio above 1 says that B is slower: B over A for times, A over B for speeds. A and B are geometric means of round medians, which need not be the medians that pages show.',
    ...(kinds.has('round')
      ? [
          'Rounds of two runs are not paired: the ratio is that of the geometric means of round medians, with the 95 % interval of Welch’s t test on their logarithms.',
        ]
      : []),
    ...(kinds.has('host')
      ? ['Where a run measured with several hosts of a type, the host is the unit: the interval holds how hosts differ.']
      : []),
    ...(kinds.has('run')
      ? ['Several runs were given: the run is the unit, and the interval holds how runs differ from each other.']
      : []),
    '"Sure" means p below 0.05 after Holm’s adjustment over all figures of this comparison, and a ratio of at least 1.05 either way. "~" says that no difference is sure, not that there is none.',
  ];
}
