import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { bodyShares, exchanges, median } from './exchanges.ts';
import { startStandIn } from './stand-in.ts';

// These hold real delays against a clock. A machine that is busy elsewhere can take the processor away from both sides for
// longer than what is asserted, so a test may try again; each try needs the median of its exchanges to hold.
describe('the shape', { retry: 3 }, () => {
  it.each([2, 7.5, 25])('gives a delay of %d ms to gets and puts, to 0.3 ms', async (delayMs) => {
    const seen = await exchanges({ delayMs, jitterMs: 0, bytesPerSecond: 0, seed: 1 }, 1_000, 15);
    for (const { getLine, putLine } of seen) {
      expect(getLine).toMatchObject({ operation: 'get', status: 200, bytes: 1_000, wantedDelayMs: delayMs });
      expect(putLine).toMatchObject({ operation: 'put', status: 200, bytes: 1_000, wantedDelayMs: delayMs });
      expect(Math.min(getLine.delayMs, putLine.delayMs)).toBeGreaterThan(delayMs - 1e-6);
    }
    expect(median(seen.map(({ getLine }) => getLine.delayMs))).toBeLessThan(delayMs + 0.3);
    expect(median(seen.map(({ putLine }) => putLine.delayMs))).toBeLessThan(delayMs + 0.3);
  });

  it('lets no first byte out before the delay has passed', async () => {
    const seen = await exchanges({ delayMs: 5, jitterMs: 0, bytesPerSecond: 50e6, seed: 1 }, 30_000, 15);
    for (const { get, put } of seen) {
      expect(get.firstAt - get.askedAt).toBeGreaterThanOrEqual(5);
      expect(put.firstAt - put.askedAt).toBeGreaterThanOrEqual(5);
    }
  });

  // Nothing leaves early, so a busy machine can only lengthen a body: the best exchange shows what the shape does. Medians of
  // bodies are held to the same 5 % in test/slow, where no other test runs beside this one.
  it.each([
    [20, 2_000_000],
    [100, 10_000_000],
    [200, 10_000_000],
  ])('gives bodies %d MB/s in both directions, to 5 %%', async (rate, bytes) => {
    const { given, seen } = await bodyShares(3, rate * 1e6, bytes, 9);
    for (const [what, shares] of Object.entries({ given, seen }))
      for (const way of ['get', 'put'] as const) {
        expect(Math.min(...shares[way]), `${way} ${what}`).toBeGreaterThan(0.95);
        expect(Math.min(...shares[way]), `${way} ${what}`).toBeLessThan(1.05);
      }
  });

  it('draws the same jitter from the same seed, between nothing and all of it', async () => {
    const shape = { delayMs: 1, jitterMs: 4, bytesPerSecond: 0, seed: 42 };
    const drawn = async (seed: number) =>
      (await exchanges({ ...shape, seed }, 10, 10)).flatMap(({ putLine, getLine }) => [
        putLine.wantedDelayMs,
        getLine.wantedDelayMs,
      ]);
    const first = await drawn(42);
    expect(await drawn(42)).toEqual(first);
    expect(await drawn(43)).not.toEqual(first);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...first)).toBeLessThanOrEqual(5);
    expect(new Set(first).size).toBe(20);
  });

  it('leaves alone what is not object data', async () => {
    const standIn = await startStandIn({ shape: { delayMs: 400, jitterMs: 0, bytesPerSecond: 1_000, seed: 1 } });
    await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
    await standIn.client().send(new ListObjectsV2Command({ Bucket: 'bucket' }));
    const log = await standIn.stop();
    expect(log.map(({ operation, name }) => [operation, name])).toEqual([
      ['other', 'CreateBucket'],
      ['other', 'ListObjectsV2'],
    ]);
    for (const { delayMs, bodyMs } of log) expect(delayMs + bodyMs).toBeLessThan(300);
  });
});
