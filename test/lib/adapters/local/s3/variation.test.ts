import { describe, expect, it } from 'vitest';
import { factors, type Variation } from '../../../../../lib/adapters/local/s3/variation.ts';

const N = 20_000;
const drawn = (of: Variation | undefined, n = N, seed = 1) => {
  const next = factors(of, seed, 'delays');
  return Array.from({ length: n }, next);
};
const quantile = (values: readonly number[], p: number) => values.toSorted((a, b) => a - b)[Math.floor(p * values.length)] ?? 0;

// Seeded draws: shares and quantiles of twenty thousand of them are the same in every run.
describe('how requests differ', () => {
  it('is not at all where nothing is said', () => {
    expect(new Set(drawn(undefined))).toEqual(new Set([1]));
  });

  it('gives a share of them a multiple', () => {
    const values = drawn({ kind: 'bimodal', share: 0.3, factor: 4 });
    expect(new Set(values)).toEqual(new Set([1, 4]));
    expect(values.filter((value) => value === 4).length / N).toBeCloseTo(0.3, 2);
  });

  it('gives a heavy tail whose median is the value given', () => {
    const values = drawn({ kind: 'lognormal', sigma: 0.8 });
    expect(quantile(values, 0.5)).toBeCloseTo(1, 1);
    expect(quantile(values, 0.99) / Math.exp(0.8 * 2.326)).toBeCloseTo(1, 0);
    expect(Math.min(...values)).toBeGreaterThan(0);
  });

  it('goes in a straight line to its multiple and stays', () => {
    expect(drawn({ kind: 'drift', factor: 3, requests: 4 }, 7)).toEqual([1, 1.5, 2, 2.5, 3, 3, 3]);
  });

  it('is the same for the same seed, and another for another', () => {
    const of = { kind: 'lognormal', sigma: 1 } as const;
    expect(drawn(of, 10)).toEqual(drawn(of, 10));
    expect(drawn(of, 10)).not.toEqual(drawn(of, 10, 2));
  });
});
