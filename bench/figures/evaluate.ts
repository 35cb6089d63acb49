import { ascending, quantile } from '../../lib/domain/statistics/quantile.ts';
import { type Finding, judged, type Unit } from '../finding.ts';
import { FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import type { Rounds } from '../lab/rounds.ts';
import type { Answer } from '../protocol.ts';
import { isNonInferior, MARGIN, type Ratio, ROUNDS, ratioTo, ratioToBetter } from '../statistics/paired.ts';

/** One number of one peer in one round; NaN where it has none. Smaller is better. */
export type Reading = (answer: Answer) => number;

/** The quantile of the finite values; NaN where there are none. */
export function quantileOf(values: readonly number[], p: number): number {
  const sorted = ascending(values);
  return sorted.length === 0 ? Number.NaN : quantile(sorted, p);
}

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
const SAID = `non-inferior: upper 95 % bound of raw / better Go at most ${MARGIN.toFixed(2)}`;

/** Judges one question over all rounds. A peer's number is the median over its rounds. */
export function evaluate(rounds: Rounds, { reading, shown = (value) => value, ...question }: Question, goal: Goal): Finding {
  const of = (peer: string): number[] => readings(rounds, peer, reading);
  const numbers = [...rounds.keys()].map((peer): [string, number] => [peer, shown(quantileOf(of(peer), 0.5))]);
  const gos = Object.fromEntries(GOS.filter((name) => rounds.has(name)).map((name) => [name, of(name)]));
  const ratio =
    goal.kind !== 'non-inferior to Go' && goal.of === 'C' ? ratioTo(FLOOR, of(RAW), of(FLOOR)) : ratioToBetter(of(RAW), gos);
  return {
    ...question,
    peers: Object.fromEntries(numbers.filter(([, value]) => Number.isFinite(value))),
    n: (rounds.get(RAW) ?? []).reduce((sum, answer) => sum + (answer?.totalUs.length ?? 0), 0),
    ...(ratio ? { ratio } : {}),
    ...verdictOf(ratio, goal),
  };
}

function verdictOf(ratio: Ratio | undefined, goal: Goal): Pick<Finding, 'goal' | 'verdict'> {
  if (goal.kind === 'none') return { goal: null, verdict: 'shown' };
  const words = goal.kind === 'at most' ? `at most ${goal.limit} of ${goal.of === 'C' ? 'C' : 'the better Go'}` : SAID;
  if (!ratio || ratio.rounds < ROUNDS) return { goal: words, verdict: 'shown' };
  return { goal: words, verdict: judged(goal.kind === 'at most' ? ratio.ratio <= goal.limit : isNonInferior(ratio)) };
}
