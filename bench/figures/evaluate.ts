import { ascending, quantile } from '../../lib/domain/statistics/quantile.ts';
import type { Finding, Unit } from '../finding.ts';
import { FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import type { Rounds } from '../lab/rounds.ts';
import type { Answer } from '../protocol.ts';
import { type Asked, verdictOf } from '../statistics/gate.ts';
import { isNonInferior, MARGIN, type Ratio, ratiosTo, ratioTo, worstBound, worstRatio } from '../statistics/paired.ts';

/** One number of one peer in one round; NaN where it has none. Smaller is better. */
export type Reading = (answer: Answer) => number;

/** The quantile of the finite values; NaN where there are none. */
export function quantileOf(values: readonly number[], p: number): number {
  const sorted = ascending(values);
  return sorted.length === 0 ? Number.NaN : quantile(sorted, p);
}

/** From the call to the next call, whatever a client's own clock leaves out: the mean of a round. */
export const callToDone: Reading = ({ wallUs, totalUs }) => (wallUs === null ? Number.NaN : wallUs / totalUs.length);

export const ttfb =
  (p: number): Reading =>
  ({ ttfbUs }) =>
    quantileOf(ttfbUs, p);
export const total =
  (p: number): Reading =>
  ({ totalUs }) =>
    quantileOf(totalUs, p);

/** Payload bits a nanosecond, from microseconds of a transfer. */
export const gigabits =
  (bytes: number) =>
  (us: number): number =>
    (bytes * 8) / us / 1000;

/** `ratio of times`, and how large the writes of the tuned Go client were where it said so: they must not be small ones. */
export function rateNote(rounds: Rounds): string {
  const answers = (rounds.get(GOS[1]) ?? []).flatMap((answer) => answer ?? []);
  const sum = (of: (answer: Answer) => number | undefined): number => answers.reduce((all, answer) => all + (of(answer) ?? 0), 0);
  const bytes = sum(({ writtenBytes }) => writtenBytes) / sum(({ writes }) => writes);
  return bytes >= SMALL_WRITE_BYTES
    ? `ratio of times; ${GOS[1]} writes ${Math.round(bytes / 1024)} KiB at once`
    : 'ratio of times';
}

/** Requests without a body are shorter. */
const SMALL_WRITE_BYTES = 4096;
const GIB = 2 ** 30;
/** Processor seconds for every GiB of payload. */
export const cpuPerGib =
  (bytes: number): Reading =>
  ({ cpuUs, totalUs }) =>
    cpuUs === null ? Number.NaN : cpuUs / 1e6 / ((bytes * totalUs.length) / GIB);

/** A peer's readings in round order, NaN where it had no part. */
export const readings = (rounds: Rounds, peer: string, reading: Reading): number[] =>
  Array.from(rounds.get(peer) ?? [], (answer) => (answer ? reading(answer) : Number.NaN));

export interface Question {
  readonly figure: string;
  readonly case: string;
  readonly metric: string;
  readonly unit: Unit;
  readonly reading: Reading;
  /** The quantile that the reading is of a round's samples, where it is one of many. */
  readonly p?: number;
  /** What the table shows of a reading, where that is another unit. */
  readonly shown?: (reading: number) => number;
  readonly note?: string;
}

/** What is asked of raw's ratio. */
export type Goal =
  | { readonly kind: 'non-inferior to Go' }
  | { readonly kind: 'at most'; readonly limit: number; readonly of: 'Go' | 'C' }
  | { readonly kind: 'none'; readonly of: 'Go' | 'C' };

export const NON_INFERIOR: Goal = { kind: 'non-inferior to Go' };
const SAID = `non-inferior: upper 95 % bounds of raw / Go and raw / Go tuned both at most ${MARGIN.toFixed(2)}`;

/** Judges one question over all rounds. A peer's number is the median over its rounds. */
export function evaluate(asked: Asked, rounds: Rounds, question: Question, goal: Goal): Finding {
  const { reading, shown = (value: number) => value, p, ...rest } = question;
  const of = (peer: string): number[] => readings(rounds, peer, reading);
  const numbers = [...rounds.keys()].map((peer): [string, number] => [peer, shown(quantileOf(of(peer), 0.5))]);
  const n = (rounds.get(RAW) ?? []).reduce((sum, answer) => sum + (answer?.totalUs.length ?? 0), 0);
  const ratios = againstFloor(goal)
    ? [ratioTo(FLOOR, of(RAW), of(FLOOR))].filter((ratio) => ratio !== undefined)
    : ratiosTo(of(RAW), Object.fromEntries(GOS.filter((name) => rounds.has(name)).map((name) => [name, of(name)])));
  const ratio = goal.kind === 'non-inferior to Go' ? worstBound(ratios) : worstRatio(ratios);
  // Both Go clients have to be there: the better of one is no comparison.
  const complete = ratios.length === (againstFloor(goal) ? 1 : GOS.length);
  const behind = { n, rounds: complete ? Math.min(...ratios.map((each) => each.rounds)) : 0, ...(p === undefined ? {} : { p }) };
  return {
    ...rest,
    peers: Object.fromEntries(numbers.filter(([, value]) => Number.isFinite(value))),
    n,
    ...(ratio ? { ratio } : {}),
    goal: wordsOf(goal),
    verdict: goal.kind === 'none' ? 'shown' : verdictOf(asked, behind, isReached(goal, ratios)),
  };
}

const againstFloor = (goal: Goal): boolean => goal.kind !== 'non-inferior to Go' && goal.of === 'C';

function isReached(goal: Goal, ratios: readonly Ratio[]): boolean {
  if (goal.kind === 'non-inferior to Go') return isNonInferior(ratios);
  return goal.kind === 'at most' && ratios.every(({ ratio }) => ratio <= goal.limit);
}

function wordsOf(goal: Goal): string | null {
  if (goal.kind === 'none') return null;
  if (goal.kind === 'non-inferior to Go') return SAID;
  return `at most ${goal.limit} of ${goal.of === 'C' ? 'C' : 'the better Go'}`;
}
