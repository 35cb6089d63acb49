import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../../../../lib/domain/statistics/paired-difference.ts';
import fixtures from '../../../fixtures/statistics/paired.json' with { type: 'json' };
import { expectClose } from './close.ts';

const positive = fc.double({ min: 0.01, max: 1e5, noNaN: true });
const twoCells = fc.array(fc.tuple(positive, positive), { minLength: 2, maxLength: 30 });
const split = (pairs: readonly (readonly [number, number])[]) => [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const;

describe('pairedDifference', () => {
  it('agrees with ttest_rel of SciPy on logarithms', () => {
    for (const { a, b, want } of fixtures) expectClose(pairedDifference(a, b), want, 1e-10);
  });

  it('inverts ratio and interval when the cells change places, and keeps p', () => {
    fc.assert(
      fc.property(twoCells, (pairs) => {
        const [a, b] = split(pairs);
        const [there, back] = [pairedDifference(a, b), pairedDifference(b, a)];
        if ('reason' in there || 'reason' in back) throw new Error('both have a ratio');
        const { ratio, low, high, p, sd } = there;
        for (const [x, y] of [
          [back.ratio, 1 / ratio],
          [back.low, 1 / high],
          [back.high, 1 / low],
          [back.p, p],
          [back.sd, sd],
        ]) {
          expect(x).toSatisfy((got: number) => got === y || Math.abs(got / (y as number) - 1) < 1e-9);
        }
      }),
    );
  });

  it('does not see what multiplies both cells in a round', () => {
    fc.assert(
      fc.property(twoCells, fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 30, maxLength: 30 }), (pairs, shared) => {
        const [a, b] = split(pairs);
        const times = (values: readonly number[]) => values.map((value, i) => value * 2 ** (shared[i] as number));
        expectClose(pairedDifference(times(a), times(b)), { ratio: (pairedDifference(a, b) as { ratio: number }).ratio }, 1e-9);
      }),
    );
  });

  it('uses the rounds that both have', () => {
    const got = pairedDifference([2, Number.NaN, 4, 9, 3], [1, 5, undefined, 3]);
    expect(got).toEqual(pairedDifference([2, 9], [1, 3]));
    expect(got).toMatchObject({ rounds: 2, ratio: expect.closeTo(Math.sqrt(6), 12) });
  });

  it('has no width where the ratio is the same in every round', () => {
    expect(pairedDifference([2, 4, 8], [1, 2, 4])).toMatchObject({ ratio: expect.closeTo(2, 12), p: expect.closeTo(0, 12) });
  });

  it('finds no difference between equal cells', () => {
    expect(pairedDifference([3, 5, 7], [3, 5, 7])).toEqual({ rounds: 3, ratio: 1, low: 1, high: 1, p: 1, sd: 0 });
  });

  it('names why there is no ratio', () => {
    expect(pairedDifference([1], [2])).toEqual({ rounds: 1, reason: 'TooFewRounds' });
    expect(pairedDifference([1, 2], [Number.NaN, 2])).toEqual({ rounds: 1, reason: 'TooFewRounds' });
    expect(pairedDifference([1, 2, 0], [1, 2, 3])).toEqual({ rounds: 3, reason: 'NotPositive' });
    expect(pairedDifference([1, 2, 3], [1, -2, 3])).toEqual({ rounds: 3, reason: 'NotPositive' });
  });
});
