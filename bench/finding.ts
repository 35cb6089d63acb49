import type { Ratio } from './statistics/paired.ts';

/** `shown` has no goal, or was measured with too few rounds to be judged. */
export type Verdict = 'reached' | 'missed' | 'shown';

export type Unit = 'us' | 's' | 'Gbit/s' | 's/GiB' | 'MB' | 'ratio';

/** One row of the table: a metric of one case, for every peer that took part. */
export interface Finding {
  readonly figure: string;
  /** What was run, for example `1 KB GET, TLS, reused`. */
  readonly case: string;
  /** For example `TTFB p99`. */
  readonly metric: string;
  readonly unit: Unit;
  readonly peers: Readonly<Record<string, number>>;
  /** Requests of the raw engine behind its number. */
  readonly n: number;
  /** Raw to the peer the goal speaks of; below 1 raw is better. */
  readonly ratio?: Ratio;
  /** The least and the greatest of a pooled ratio when any one round is left out. */
  readonly range?: readonly [number, number];
  /** What was asked for, in words; null where nothing was. */
  readonly goal: string | null;
  readonly verdict: Verdict;
  readonly note?: string;
}
