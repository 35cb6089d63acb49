import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { watchLoad } from '../../agent/client-load.ts';
import { coresAllowed } from '../../agent/processor.ts';

/** Keeps the event loop until this thread has used so many milliseconds of processor time, which a busy machine cannot shorten. */
function hold(ms: number): void {
  const before = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= ms * 1000) return;
  }
}

/** Makes garbage that the young generation cannot hold. */
function litter(): number {
  let kept: unknown[] = [];
  for (let i = 0; i < 40; i++) kept = Array.from({ length: 50_000 }, (_, j) => ({ i, j }));
  return kept.length;
}

describe('what a stretch of work cost the client', () => {
  it('a held event loop is late, and the processor was used', async () => {
    const load = watchLoad();
    for (let i = 0; i < 4; i++) {
      await sleep(10);
      hold(150);
    }
    await sleep(30);
    const { loopDelayMs, loopDelayMedianMs, cpuShare, wallMs } = await load.stop();
    expect(loopDelayMs).toBeGreaterThan(100);
    expect(loopDelayMedianMs).toBeLessThanOrEqual(loopDelayMs ?? 0);
    expect(cpuShare * wallMs).toBeGreaterThan(4 * 150 - 1);
  });

  it('the processor is that of the thread that measures, not of those beside it', async () => {
    const spinning = 'const { user } = process.threadCpuUsage(); while (process.threadCpuUsage().user - user < 300_000);';
    const load = watchLoad();
    const before = process.cpuUsage();
    await once(new Worker(spinning, { eval: true }), 'exit');
    const { user } = process.cpuUsage(before);
    const { cpuShare, wallMs } = await load.stop();
    expect(user / 1000).toBeGreaterThan(290);
    expect(cpuShare * wallMs).toBeLessThan(user / 1000 / 2);
  });

  it('an event loop that is held from the first moment is late', async () => {
    const load = watchLoad();
    hold(150);
    await sleep(30);
    expect((await load.stop()).loopDelayMs).toBeGreaterThan(100);
  });

  it('an event loop that is held up to the end is late, though it never ticked', async () => {
    const load = watchLoad();
    hold(150);
    const { loopDelayMs, loopDelayMedianMs } = await load.stop();
    expect(loopDelayMs).toBeGreaterThan(100);
    expect(loopDelayMedianMs).toBeGreaterThan(100);
  });

  it('a stretch too short for a tick does not say that the loop was on time', async () => {
    // One of them is over in time, however busy the machine.
    for (let tries = 0; tries < 200; tries++) {
      const { wallMs, loopDelayMs, loopDelayMedianMs } = await watchLoad().stop();
      if (wallMs >= 10) continue;
      expect([loopDelayMs, loopDelayMedianMs]).toEqual([null, null]);
      return;
    }
    expect.unreachable('200 stretches of nothing took 10 ms each');
  });

  it('a stretch does not inherit what was late in the one before', async () => {
    const late = watchLoad();
    hold(150);
    const { loopDelayMs: before } = await late.stop();
    const next = watchLoad();
    const { loopDelayMs } = await next.stop();
    expect(loopDelayMs ?? 0).toBeLessThan(before ?? 0);
  });

  it('tells the pauses of its own stretch and no others', async () => {
    litter();
    const quiet = watchLoad();
    const { gc: none } = await quiet.stop();
    const busy = watchLoad();
    litter();
    await sleep(1);
    const { gc, wallMs } = await busy.stop();
    // The garbage of before may set off one more.
    expect(none?.count).toBeLessThanOrEqual(1);
    expect(gc?.count).toBeGreaterThan(1);
    expect(gc?.maxMs).toBeGreaterThan(0);
    expect(gc?.maxMs).toBeLessThanOrEqual(gc?.totalMs ?? 0);
    expect(gc?.totalMs).toBeLessThan(wallMs);
  });

  it('never tells a negative', async () => {
    const load = await watchLoad().stop();
    const { throttled, throttledMs, waitedMs, switchedOut } = load;
    for (const value of [throttled, throttledMs, waitedMs, switchedOut]) expect(value ?? 0).toBeGreaterThanOrEqual(0);
  });
});

describe('the cores a process may use', () => {
  it('are at most those the machine has', () => {
    expect(coresAllowed({})).toBeGreaterThan(0);
    expect(coresAllowed({})).toBeLessThanOrEqual(availableParallelism());
  });

  it('are what its memory buys in Lambda: 1,769 MB are one', () => {
    expect(coresAllowed({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128' })).toBeCloseTo(128 / 1769, 4);
    expect(coresAllowed({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769' })).toBeLessThanOrEqual(1);
    expect(coresAllowed({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '10240' })).toBeLessThanOrEqual(availableParallelism());
  });
});
