import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { GcPauses } from '../lib/domain/sample.ts';
import { tidy } from './engine/clock.ts';

/** Watches this thread's garbage collection; `stop` tells the pauses that began between two instants of `performance.now`. */
export function watchGc(): { readonly stop: (from: number, to: number) => Promise<GcPauses> } {
  const seen: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => {
    seen.push(...list.getEntries());
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async stop(from, to) {
      // A pause is told in the turn of the loop after it.
      await turnOfLoop();
      seen.push(...observer.takeRecords());
      observer.disconnect();
      const pauses = seen.filter(({ startTime }) => startTime >= from && startTime <= to).map(({ duration }) => duration);
      const totalMs = pauses.reduce((sum, ms) => sum + ms, 0);
      return { count: pauses.length, totalMs: tidy(totalMs), maxMs: tidy(Math.max(0, ...pauses)) };
    },
  };
}
