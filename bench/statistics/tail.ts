import { ascending, median, quantile } from '../../lib/domain/statistics/quantile.ts';
import type { Answer } from '../protocol.ts';

/** What the slowest requests of a process waited for. */
export interface Tail {
  readonly p999Us: number;
  /** Requests at or above it. */
  readonly slow: number;
  /** Of those, the ones that were slow because of a pause of the garbage collector. */
  readonly paused: number;
  /** Of the rest: the thread was ready and had no core, while other threads of its own process ran. */
  readonly ownThreads: number;
  /** Of the rest: the thread was ready and had no core, and its own process did not run. */
  readonly others: number;
  readonly pauses: number;
  readonly longestPauseUs: number;
}

/** A cause explains a slow request when it holds at least this share of what that took beyond the median. */
const SHARE = 0.5;

/** Looks into traced answers of one kind of client. Requests of several answers are held against one common 99.9th percentile. */
export function tailOf(answers: readonly Answer[]): Tail {
  const all = ascending(answers.flatMap(({ totalUs }) => totalUs));
  const p999Us = quantile(all, 0.999);
  const middleUs = median(all);
  const counts = { slow: 0, paused: 0, ownThreads: 0, others: 0 };
  const pauses = answers.flatMap(({ trace }) => trace?.pauses ?? []);
  for (const { totalUs, trace } of answers) {
    totalUs.forEach((length, i) => {
      if (length < p999Us || !trace) return;
      counts.slow++;
      const enoughUs = SHARE * (length - middleUs);
      const start = trace.startsUs[i] as number;
      const pausedUs = trace.pauses.reduce(
        (sum, { atUs, lengthUs }) => sum + Math.max(0, Math.min(atUs + lengthUs, start + length) - Math.max(atUs, start)),
        0,
      );
      const waitUs = trace.waitsUs[i] as number;
      if (pausedUs > 0 && pausedUs >= enoughUs) counts.paused++;
      else if (waitUs > 0 && waitUs >= enoughUs) counts[(trace.ownUs[i] as number) >= SHARE * waitUs ? 'ownThreads' : 'others']++;
    });
  }
  return { p999Us, ...counts, pauses: pauses.length, longestPauseUs: Math.max(0, ...pauses.map(({ lengthUs }) => lengthUs)) };
}
