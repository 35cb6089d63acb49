import { describe, expect, it } from 'vitest';
import { exactTrendP, normalTrendP } from '../../../../lib/domain/statistics/trend.ts';

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
      expect(exactTrendP([6], seen)).toBeCloseTo(all.filter((each) => Math.abs(each) >= Math.abs(seen)).length / 720, 12);
  });

  it('agrees with the tables of Kendall for ten values', () => {
    // Hollander and Wolfe, Nonparametric Statistical Methods, table A.30: P(K >= 23) = 0.023, P(K >= 27) = 0.008 one-sided.
    expect(exactTrendP([10], 23) / 2).toBeCloseTo(0.023, 3);
    expect(exactTrendP([10], 27) / 2).toBeCloseTo(0.008, 3);
  });

  it('adds hosts up: two lists in random order are all pairs of their orders', () => {
    const one = permutations([1, 2, 3]).map(score);
    const two = permutations([1, 2, 3, 4]).map(score);
    const sums = one.flatMap((a) => two.map((b) => a + b));
    for (const seen of [1, 5, 9])
      expect(exactTrendP([3, 4], seen)).toBeCloseTo(sums.filter((sum) => Math.abs(sum) >= seen).length / sums.length, 12);
  });
});

describe('the approximate p of a trend', () => {
  const scores = (pairs: number) => Array.from({ length: pairs + 1 }, (_, i) => i).filter((score) => (pairs - score) % 2 === 0);

  it.each([[[40]], [[50]], [[60]], [[20, 20]], [[25, 35]], [[15, 15, 15, 15]]])(
    'is the exact one within 0.003 for lists of %j, and within a tenth of it where drift is decided',
    (lengths) => {
      const pairs = lengths.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
      for (const score of scores(pairs).filter((_, i) => i % 7 === 0)) {
        const exact = exactTrendP(lengths, score);
        const approximate = normalTrendP(lengths, score, []);
        expect(Math.abs(approximate - exact)).toBeLessThan(0.003);
        if (exact > 0.005 && exact < 0.02) expect(Math.abs(approximate / exact - 1)).toBeLessThan(0.1);
      }
    },
  );

  it('allows for ties as orders of the same values do', () => {
    // Four ones and three twos: S is (rising - falling) over 12 mixed pairs in 35 orders.
    const orders = Array.from({ length: 128 }, (_, bits) => [...bits.toString(2).padStart(7, '0')].map(Number)).filter(
      (order) => order.reduce((sum, bit) => sum + bit, 0) === 3,
    );
    const squares = orders.map((order) => score(order) ** 2);
    const variance = squares.reduce((sum, square) => sum + square, 0) / orders.length;
    const z = 5 / Math.sqrt(variance);
    // P(|Z| >= z) at z = 5 / sqrt(variance), the correction taken back.
    expect(normalTrendP([7], 6, [4, 3])).toBeCloseTo(twoSided(z), 6);
  });

  it('is 1 for no trend, ties all over included', () => {
    expect(normalTrendP([100], 0, [])).toBe(1);
    expect(normalTrendP([100], 0, [100])).toBe(1);
  });
});

/** P(|Z| >= z) by Simpson's rule over the density. */
function twoSided(z: number): number {
  const steps = 2000;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(z);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density((z * i) / steps);
  return 1 - (2 * sum * z) / (3 * steps);
}
