import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pooledRatio } from '../../../bench/statistics/pooled.ts';

const flat = (us: number): number[] => Array(100).fill(us);

describe('a pooled ratio', () => {
  it('says what one bad round did to it', () => {
    const raw = [flat(100), flat(100), [...flat(100).slice(5), ...Array(5).fill(1000)]];
    const go = [flat(100), flat(100), flat(100)];
    expect(pooledRatio(raw, go, 0.99)).toEqual({ ratio: 10, low: 1, high: 10 });
  });

  it('lies within its range, and is one against itself', () => {
    const rounds = fc.array(fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 20 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(rounds, rounds, (a, b) => {
        const { ratio, low, high } = pooledRatio(a, b, 0.9);
        expect(low).toBeLessThanOrEqual(ratio);
        expect(high).toBeGreaterThanOrEqual(ratio);
        expect(pooledRatio(a, a, 0.9).ratio).toBe(1);
      }),
    );
  });
});
