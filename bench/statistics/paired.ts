import { pairedDifference } from '../../lib/domain/statistics/paired-difference.ts';

/** A verdict of non-inferiority needs at least this many rounds. */
export const ROUNDS = 20;
/** Non-inferior: the upper bound of the ratio is at most this. */
export const MARGIN = 1.1;
/** One-sided 95 %, which is the upper end of a two-sided 90 % interval. */
const LEVEL = 0.9;

/** How many times a peer the raw engine takes: the geometric mean over rounds, with its one-sided 95 % upper bound. */
export interface Ratio {
  readonly to: string;
  readonly ratio: number;
  /** Null with fewer than two rounds. */
  readonly upper: number | null;
  readonly rounds: number;
}

/** The paired ratio a / b over rounds; undefined where the two have no round in common. */
export function ratioTo(to: string, a: readonly number[], b: readonly number[]): Ratio | undefined {
  const difference = pairedDifference(a, b, LEVEL);
  if (!('reason' in difference)) return { to, ratio: difference.ratio, upper: difference.high, rounds: difference.rounds };
  const [x, y] = [a[0], b[0]];
  return difference.rounds === 1 && x && y ? { to, ratio: x / y, upper: null, rounds: 1 } : undefined;
}

/** One ratio to each of several peers, in their order; a peer without a round in common has none. */
export const ratiosTo = (a: readonly number[], others: Readonly<Record<string, readonly number[]>>): Ratio[] =>
  Object.entries(others).flatMap(([name, values]) => ratioTo(name, a, values) ?? []);

const greatestBy = (ratios: readonly Ratio[], of: (ratio: Ratio) => number): Ratio | undefined =>
  ratios.reduce<Ratio | undefined>((worst, ratio) => (worst && of(worst) >= of(ratio) ? worst : ratio), undefined);

/** The peer raw compares worst with, where ratios themselves are asked about. */
export const worstRatio = (ratios: readonly Ratio[]): Ratio | undefined => greatestBy(ratios, ({ ratio }) => ratio);

/**
 * The peer that non-inferiority is hardest to show against: the one with the greatest upper bound, which need not be the one with the
 * greatest ratio. It decides for all (an intersection-union test: each bound keeps its own 5 %).
 */
export const worstBound = (ratios: readonly Ratio[]): Ratio | undefined =>
  greatestBy(ratios, ({ upper }) => upper ?? Number.POSITIVE_INFINITY);

/** Non-inferior to every one of these peers: each with at least 20 paired, interleaved rounds and an upper 95 % bound of at most 1.10. */
export const isNonInferior = (ratios: readonly Ratio[]): boolean =>
  ratios.length > 0 && ratios.every(({ upper, rounds }) => rounds >= ROUNDS && upper !== null && upper <= MARGIN);
