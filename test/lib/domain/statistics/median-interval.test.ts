import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval, orderStatisticLevel } from '../../../../lib/domain/statistics/median-interval.ts';
import fixtures from '../../../fixtures/statistics/order-statistics.json' with { type: 'json' };
import { expectClose } from './close.ts';

const medians = fc.array(fc.double({ min: 0.1, max: 1e4, noNaN: true }), { minLength: 6, maxLength: 40 });
const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('medianInterval', () => {
  it('knows the exact level of order statistics', () => {
    for (const { n, d, level } of fixtures.levels) expectClose(orderStatisticLevel(n, d), level, 1e-12);
  });

  it('interpolates as an independent reading of the paper does', () => {
    for (const { rounds, level, want } of fixtures.intervals) expectClose(medianInterval(rounds, level), want, 1e-10);
  });

  it('is absent below six rounds, and lies between the order statistics on either side of its level', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeUndefined();
    // Ten rounds: the second smallest to the second largest reach 97.9 %, the third 89.1 %.
    const { low, high, level } = medianInterval(ten) ?? { low: 0, high: 0, level: 0 };
    expect(level).toBe(0.95);
    expect(low).toBeGreaterThan(2);
    expect(low).toBeLessThan(3);
    expect(low + high).toBeCloseTo(11, 12);
  });

  it('is the whole range, with its real level, where so few rounds reach no more', () => {
    expect(medianInterval([4, 1, 6, 3, 5, 2], 0.99)).toEqual({ low: 1, high: 6, level: expect.closeTo(0.96875, 12) });
  });

  it('widens with its level', () => {
    fc.assert(
      fc.property(medians, (rounds) => {
        const [narrow, wide] = [medianInterval(rounds, 0.8), medianInterval(rounds, 0.95)];
        expect(wide?.low).toBeLessThanOrEqual(narrow?.low as number);
        expect(wide?.high).toBeGreaterThanOrEqual(narrow?.high as number);
      }),
    );
  });
});
