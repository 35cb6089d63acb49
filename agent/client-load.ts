import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { BlockReport } from '../lib/domain/sample.ts';
import { now, tidy } from './engine/clock.ts';
import { watchGc } from './gc-pauses.ts';
import { coresAllowed, readProcessor } from './processor.ts';

const TICK_MS = 10;
/** One for all: a histogram takes a tenth of a millisecond and some 100 KB to make. */
let histogram: RecordableHistogram | undefined;

/** What a stretch of work cost the client: the part of a block's report that no scenario knows. */
export type ClientLoad = Pick<
  BlockReport,
  | 'wallMs'
  | 'cpuShare'
  | 'coresAllowed'
  | 'loopDelayMs'
  | 'loopDelayMedianMs'
  | 'throttled'
  | 'throttledMs'
  | 'waitedMs'
  | 'switchedOut'
  | 'gc'
>;

/** Watches from now on until it is stopped, once; one at a time. */
export function watchLoad(): { readonly stop: () => Promise<ClientLoad> } {
  const gc = watchGc();
  const before = readProcessor();
  const start = now();
  const loop = watchLoop(start);
  return {
    async stop() {
      const end = now();
      const late = loop.stop(end);
      const wallMs = end - start;
      const after = readProcessor();
      return {
        wallMs: tidy(wallMs),
        cpuShare: tidy((after.usedMs - before.usedMs) / wallMs),
        coresAllowed: coresAllowed(),
        loopDelayMs: late(99),
        loopDelayMedianMs: late(50),
        throttled: difference(before.throttled?.periods, after.throttled?.periods),
        throttledMs: difference(before.throttled?.ms, after.throttled?.ms),
        waitedMs: difference(before.waitedMs, after.waitedMs),
        switchedOut: after.switchedOut - before.switchedOut,
        gc: await gc.stop(start, end),
      };
    },
  };
}

/**
 * How late a timer's ticks come, in percentiles, milliseconds. Not `monitorEventLoopDelay`: that keeps whole intervals between its
 * own ticks, so that a loop held from the first moment or up to the last was not late at all. Null where no tick was due.
 */
function watchLoop(start: number): { readonly stop: (end: number) => (percentile: number) => number | null } {
  histogram ??= createHistogram();
  const intervals = histogram;
  intervals.reset();
  let last = start;
  const tick = (at: number): void => {
    intervals.record(Math.max(1, Math.round((at - last) * 1e6)));
    last = at;
  };
  const timer = setInterval(() => tick(now()), TICK_MS).unref();
  return {
    stop(end) {
      clearInterval(timer);
      // A tick that was due and has not come is late by this much at least.
      if (end - last > TICK_MS) tick(end);
      return (percentile) => (intervals.count === 0 ? null : tidy(Math.max(0, intervals.percentile(percentile) / 1e6 - TICK_MS)));
    },
  };
}

/** Null where either end is unknown. */
function difference(from: number | null | undefined, to: number | null | undefined): number | null {
  return typeof from === 'number' && typeof to === 'number' ? tidy(Math.max(0, to - from)) : null;
}
