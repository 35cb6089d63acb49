import { describe, expect, it } from 'vitest';
import { bodyShares, median } from '../lib/adapters/local/s3/exchanges.ts';

describe('the shape of an S3 stand-in', () => {
  it.each([
    [20, 1_000_000],
    [20, 10_000_000],
    [100, 1_000_000],
    [100, 10_000_000],
    [200, 10_000_000],
    [200, 100_000_000],
  ])('gives bodies of %d MB/s and %d bytes their time in the median, to 5 %%', async (rate, bytes) => {
    for (const [what, shares] of Object.entries(await bodyShares(3, rate * 1e6, bytes, 9))) {
      console.log(`${rate} MB/s, ${bytes} bytes, ${what}: ${median(shares).toFixed(4)}`);
      expect(median(shares), what).toBeGreaterThan(0.95);
      expect(median(shares), what).toBeLessThan(1.05);
    }
  });
});
