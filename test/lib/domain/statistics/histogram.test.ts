import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HISTOGRAM_BINS, histogram } from '../../../../lib/domain/statistics/histogram.ts';
import { ascending } from '../../../../lib/domain/statistics/quantile.ts';

const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true });

describe('the histogram of a metric', () => {
  it('counts every value once, in 24 bins from the least to the greatest', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 2 }), (values) => {
        const sorted = ascending(values);
        const made = histogram(sorted);
        if (sorted[0] === sorted.at(-1)) return expect(made).toBeUndefined();
        expect(made?.counts).toHaveLength(HISTOGRAM_BINS);
        expect(made?.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect([made?.low, made?.high]).toEqual([sorted[0], sorted.at(-1)]);
        expect(Math.min(made?.counts[0] ?? 0, made?.counts.at(-1) ?? 0)).toBeGreaterThan(0);
      }),
    );
  });

  it('has bins that are equally wide on a logarithmic axis', () => {
    // Halves of two decades: what lies below 10 is in the first twelve bins.
    const made = histogram([1, 2, 5, 9.9, 10.1, 20, 50, 100]);
    expect(made?.counts.slice(0, 12).reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(made?.counts[0]).toBe(1);
    expect(made?.counts[3]).toBe(1); // ln 2 / ln 100 * 24 = 3.6
  });

  it('is absent where a value is zero, where all are equal, and where there are none', () => {
    expect([histogram([0, 1]), histogram([2, 2, 2]), histogram([])]).toEqual([undefined, undefined, undefined]);
  });
});
