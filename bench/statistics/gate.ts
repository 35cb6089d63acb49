import type { Verdict } from '../finding.ts';
import { ROUNDS } from './paired.ts';

/** How the whole bench was asked to run. */
export interface Asked {
  readonly quick: boolean;
  readonly profile: boolean;
  readonly rounds: number;
}

/** What stands behind one number. */
export interface Behind {
  /** Rounds, or processes, that the number comes from; left out where the figure has a number of its own for them. */
  readonly rounds?: number;
  /** Samples of the raw engine. */
  readonly n: number;
  /** The quantile it is, where it is one: it needs ten samples beyond it. */
  readonly p?: number;
}

const BEYOND = 10;

/** The one gate of every verdict: a whole run, not profiled, of at least 20 rounds, with n of at least 10 / (1 - p). */
export const mayJudge = (asked: Asked, { rounds = asked.rounds, n, p }: Behind): boolean =>
  !asked.quick &&
  !asked.profile &&
  asked.rounds >= ROUNDS &&
  rounds >= ROUNDS &&
  // 1 - p is not exact in binary: 10 / (1 - 0.99) is a little less than 1,000.
  n >= (p === undefined ? 1 : Math.round(BEYOND / (1 - p)));

export const verdictOf = (asked: Asked, behind: Behind, reached: boolean): Verdict => {
  if (!mayJudge(asked, behind)) return 'shown';
  return reached ? 'reached' : 'missed';
};
