import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../lib/domain/random.ts';
import { DRIFT_P, type Drift, driftOf, trendP } from '../../../../lib/domain/statistics/drift.ts';

const logs = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 20 });

function permutations(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((first, i) => permutations(values.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

const score = (order: readonly number[]) =>
  order.flatMap((value, later) => order.slice(0, later).map((earlier) => Math.sign(value - earlier))).reduce((a, b) => a + b, 0);

describe('the p of a trend', () => {
  it('is the share of all orders that show as clear a trend', () => {
    const all = permutations([1, 2, 3, 4, 5, 6]).map(score);
    for (const seen of [0, 1, 3, 7, 11, 15, -15])
      expect(trendP([6], seen)).toBeCloseTo(all.filter((each) => Math.abs(each) >= Math.abs(seen)).length / 720, 12);
  });

  it('agrees with the tables of Kendall for ten values', () => {
    // Hollander and Wolfe, Nonparametric Statistical Methods, table A.30: P(K >= 23) = 0.023, P(K >= 27) = 0.008 one-sided.
    expect(trendP([10], 23) / 2).toBeCloseTo(0.023, 3);
    expect(trendP([10], 27) / 2).toBeCloseTo(0.008, 3);
  });

  it('adds hosts up: two lists in random order are all pairs of their orders', () => {
    const one = permutations([1, 2, 3]).map(score);
    const two = permutations([1, 2, 3, 4]).map(score);
    const sums = one.flatMap((a) => two.map((b) => a + b));
    for (const seen of [1, 5, 9])
      expect(trendP([3, 4], seen)).toBeCloseTo(sums.filter((sum) => Math.abs(sum) >= seen).length / sums.length, 12);
  });
});

describe('drift', () => {
  const rising = Array.from({ length: 10 }, (_, round) => round * Math.log(1.02));

  it('is a steady rise or fall, with its size from the first round to the last', () => {
    expect(driftOf([rising])).toEqual({
      factor: expect.closeTo(1.02 ** 9, 10),
      p: expect.closeTo(2 / 3_628_800, 12),
      drifts: true,
    });
    expect(driftOf([rising.toReversed()])).toMatchObject({ factor: expect.closeTo(1.02 ** -9, 10), drifts: true });
  });

  it('is not a rise too small to matter, however steady', () => {
    expect(driftOf([rising.map((log) => log / 10)])).toMatchObject({ p: expect.closeTo(2 / 3_628_800, 12), drifts: false });
  });

  it('is not one outlier, and not a median that never moves', () => {
    const flat = [1, 1.1, 1, 1.1, 1, 1.1, 1, 1.1, 1, 9];
    expect(driftOf([flat])?.drifts).toBe(false);
    expect(driftOf([new Array<number>(10).fill(2)])).toEqual({ factor: 1, p: 1, drifts: false });
  });

  it('is not the difference between two hosts that measured one after the other', () => {
    const noise = [0.02, 0, 0.03, 0.01, 0.02, 0, 0.01, 0.03];
    expect(driftOf([noise, noise.map((log) => log + 1)])?.drifts).toBe(false);
    expect(driftOf([noise.concat(noise.map((log) => log + 1))])?.drifts).toBe(true);
  });

  it('is not looked for below six rounds', () => {
    expect(driftOf([[1, 2, 3, 4, 5]])).toBeUndefined();
    expect(driftOf([])).toBeUndefined();
  });

  it('turns with the order of rounds and not with the unit', () => {
    fc.assert(
      fc.property(logs, fc.double({ min: -3, max: 3, noNaN: true }), (series, shift) => {
        const [there, back, moved] = [series, series.toReversed(), series.map((log) => log + shift)].map((each) =>
          driftOf([each]),
        );
        const size = (drift: Drift | undefined) => Math.log(drift?.factor ?? Number.NaN);
        expect(size(back)).toBeCloseTo(-size(there), 6);
        expect(size(moved)).toBeCloseTo(size(there), 6);
        expect(back?.p).toBeCloseTo(there?.p ?? -1, 12);
      }),
    );
  });

  it('is found in fewer than one of a hundred series that only scatter', () => {
    const random = seeded(4);
    const runs = 4000;
    const found = Array.from({ length: runs }, () => driftOf([Array.from({ length: 10 }, () => random())])).filter(
      (each) => each?.drifts,
    );
    // The test is exact, so that its rate stays below its level; three standard errors are 0.5 %.
    expect(found.length / runs).toBeLessThan(DRIFT_P + 0.005);
    expect(found.length).toBeGreaterThan(0);
  });
});
