import { describe, expect, it } from 'vitest';
import { bodyShares, median } from '../lib/adapters/local/s3/exchanges.ts';

/** Short bodies need more for a median: what disturbs an exchange is the same milliseconds, whatever its length. */
const exchangesOf = (seconds: number): number => (seconds < 0.1 ? 21 : 9);

// Real delays against a clock, as in test/lib/adapters/local/s3/shape.test.ts: a test may try again, and each try has to hold whole.
describe('the shape of an S3 stand-in', { retry: 3 }, () => {
  // What the log gives is held as it is. What a client saw holds a wake-up or two of each process as well, which no shape can
  // promise: in the median it is held beyond exchanges of one byte in the same run, and whole in the exchange that was disturbed least.
  it.each([
    [20, 1_000_000],
    [20, 10_000_000],
    [100, 1_000_000],
    [100, 10_000_000],
    [200, 10_000_000],
    [200, 100_000_000],
  ])('gives bodies of %d MB/s and %d bytes their time in the median, to 5 %%', async (rate, bytes) => {
    const { given, seen, beyond } = await bodyShares(3, rate * 1e6, bytes, exchangesOf(bytes / (rate * 1e6)));
    for (const way of ['get', 'put'] as const) {
      const [logged, best] = [median(given[way]), Math.min(...seen[way])];
      const beyondOne = median(beyond[way]);
      const whole = median(seen[way]);
      console.log(`${rate} MB/s, ${bytes} bytes, ${way}: ${JSON.stringify({ logged, beyondOne, best, whole })}`);
      // An upload of one byte waits for its file, which a longer one makes on its way: beyond it an upload may take less.
      for (const share of way === 'get' ? [logged, best, beyondOne] : [logged, best]) expect(share, way).toBeGreaterThan(0.95);
      for (const share of [logged, beyondOne, best]) expect(share, way).toBeLessThan(1.05);
    }
  });
});
