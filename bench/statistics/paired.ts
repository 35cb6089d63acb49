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

/** Against the better of several peers, which is the one whose ratio is the greatest: whoever is no worse than it is no worse than all. */
export function ratioToBetter(a: readonly number[], others: Readonly<Record<string, readonly number[]>>): Ratio | undefined {
  const ratios = Object.entries(others).flatMap(([name, values]) => ratioTo(name, a, values) ?? []);
  return ratios.reduce<Ratio | undefined>((worst, ratio) => (worst && worst.ratio >= ratio.ratio ? worst : ratio), undefined);
}

/** The rule of issue and page: at least 20 paired, interleaved rounds, upper 95 % bound of raw / better Go at most 1.10. */
export const isNonInferior = ({ upper, rounds }: Ratio): boolean => rounds >= ROUNDS && upper !== null && upper <= MARGIN;
