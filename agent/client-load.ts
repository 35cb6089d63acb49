import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { BlockReport } from '../lib/domain/sample.ts';
import { now, tidy } from './engine/clock.ts';
import { watchGc } from './gc-pauses.ts';
import { coresAllowed, readProcessor } from './processor.ts';

const LOOP_RESOLUTION_MS = 10;
/** One for all: a histogram takes a tenth of a millisecond and some 100 KB to make. */
let histogram: ReturnType<typeof monitorEventLoopDelay> | undefined;

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
  histogram ??= monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  const delay = histogram;
  delay.reset();
  const gc = watchGc();
  const before = readProcessor();
  const start = now();
  delay.enable();
  return {
    async stop() {
      delay.disable();
      const end = now();
      const wallMs = end - start;
      const after = readProcessor();
      // The histogram holds whole intervals between its own ticks; without a tick in a short block it holds nothing.
      const late = (percentile: number): number =>
        delay.count === 0 ? 0 : tidy(Math.max(0, delay.percentile(percentile) / 1e6 - LOOP_RESOLUTION_MS));
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

/** Null where either end is unknown. */
function difference(from: number | null | undefined, to: number | null | undefined): number | null {
  return typeof from === 'number' && typeof to === 'number' ? tidy(Math.max(0, to - from)) : null;
}
