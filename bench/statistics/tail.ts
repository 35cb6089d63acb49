import { ascending, quantile } from '../../lib/domain/statistics/quantile.ts';
import type { Answer } from '../protocol.ts';

/** What was going on in the process during its slowest requests. */
export interface Tail {
  readonly p999Us: number;
  /** Requests at or above it. */
  readonly slow: number;
  /** Of those: a pause of the garbage collector fell into them. */
  readonly paused: number;
  /** Of the rest: the process lost its core to another meanwhile. */
  readonly preempted: number;
  readonly pauses: number;
  readonly longestPauseUs: number;
}

/** Looks into traced answers of one process. Requests of several answers are held against one common 99.9th percentile. */
export function tailOf(answers: readonly Answer[]): Tail {
  const p999Us = quantile(ascending(answers.flatMap(({ totalUs }) => totalUs)), 0.999);
  const counts = { slow: 0, paused: 0, preempted: 0 };
  const pauses = answers.flatMap(({ trace }) => trace?.pauses ?? []);
  for (const { totalUs, trace } of answers) {
    totalUs.forEach((length, i) => {
      if (length < p999Us || !trace) return;
      counts.slow++;
      const start = trace.startsUs[i] as number;
      const inside = trace.pauses.some(({ atUs, lengthUs }) => atUs < start + length && atUs + lengthUs > start);
      const before = trace.preemptions[i - 1] ?? trace.preemptions[i];
      if (inside) counts.paused++;
      else if (trace.preemptions[i] !== before) counts.preempted++;
    });
  }
  return { p999Us, ...counts, pauses: pauses.length, longestPauseUs: Math.max(0, ...pauses.map(({ lengthUs }) => lengthUs)) };
}
