import fc from 'fast-check';
import { quantileSeq } from 'mathjs/number';
import { expect, describe as group, it } from 'vitest';
import { describe, roundMedians } from '../../../../lib/domain/statistics/describe.ts';
import { ascending, quantile } from '../../../../lib/domain/statistics/quantile.ts';
import fixtures from '../../../fixtures/statistics/describe.json' with { type: 'json' };
import { expectClose } from './close.ts';

const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
const someRounds = fc.array(fc.array(positive, { maxLength: 8 }), { minLength: 1, maxLength: 14 });

group('describe', () => {
  it.each(fixtures)('agrees with NumPy and SciPy on $name', ({ values, want }) => {
    const got = describe('ms', [values]);
    expectClose(got, want, 1e-12);
    const percentiles = (summary: object | undefined) => Object.keys(summary ?? {}).filter((key) => /^p\d\d$/.test(key));
    expect(percentiles(got)).toEqual(percentiles(want));
    expect(got?.sd === undefined).toBe(want.sd === undefined);
  });

  it('has nothing to say about no values', () => {
    expect(describe('ms', [])).toBeUndefined();
    expect(describe('ms', [[], [Number.NaN]])).toBeUndefined();
  });

  it('prints p90 from 100 values, p95 from 200, p99 from 1,000', () => {
    const keys = (n: number) => {
      const { p90, p95, p99 } = describe('ms', [Array.from({ length: n }, (_, i) => i)]) ?? {};
      return [p90, p95, p99].filter((p) => p !== undefined).length;
    };
    expect([99, 100, 199, 200, 999, 1000].map(keys)).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it('gives an interval from six rounds with values on, and leaves empty rounds out', () => {
    const rounds = [[1], [2], [3], [4], [5]];
    expect(describe('ms', rounds)?.interval).toBeUndefined();
    expect(describe('ms', [...rounds, []])?.interval).toBeUndefined();
    expect(describe('ms', [...rounds, [], [6, 7, 8]])).toMatchObject({ rounds: [1, 2, 3, 4, 5, 7], interval: { level: 0.95 } });
  });

  it('does not count values that are not finite', () => {
    expect(describe('B/s', [[1, Number.POSITIVE_INFINITY, 3], [Number.NaN]])).toMatchObject({ n: 2, max: 3, rounds: [2] });
  });

  it('keeps its input as it was', () => {
    const rounds = [[3, 1, 2], [9, 8], [], [7]];
    const copy = structuredClone(rounds);
    describe('ms', rounds);
    expect(rounds).toEqual(copy);
  });

  it('orders min <= median <= max, and low <= median of round medians <= high', () => {
    fc.assert(
      fc.property(someRounds, (rounds) => {
        const summary = describe('ms', rounds);
        if (summary === undefined) return;
        expect(summary.min).toBeLessThanOrEqual(summary.median);
        expect(summary.median).toBeLessThanOrEqual(summary.max);
        if (summary.interval === undefined) return;
        const [middle] = roundMedians([[...summary.rounds]]) as [number];
        expect(summary.interval.low).toBeLessThanOrEqual(middle);
        expect(summary.interval.high).toBeGreaterThanOrEqual(middle);
        expect(summary.interval.low).toBeGreaterThanOrEqual(summary.min);
        expect(summary.interval.high).toBeLessThanOrEqual(summary.max);
      }),
    );
  });

  it('does not depend on the order of values in a round, nor its interval on the order of rounds', () => {
    fc.assert(
      fc.property(someRounds, (rounds) => {
        const { rounds: medians, ...rest } = describe('ms', rounds) ?? { rounds: [] };
        const inside = describe(
          'ms',
          rounds.map((round) => round.toReversed()),
        );
        const outside = describe('ms', rounds.toReversed());
        expect(inside ?? { rounds: [] }).toEqual({ ...rest, rounds: medians });
        expect(outside ?? { rounds: [] }).toEqual({ ...rest, rounds: medians.toReversed() });
      }),
    );
  });

  it('scales with its unit', () => {
    fc.assert(
      fc.property(someRounds, fc.constantFrom(2 ** -10, 2 ** 10), (rounds, factor) => {
        const { unit: _, n, outliers, interval, rounds: medians, ...numbers } = describe('ms', rounds) ?? { rounds: [] };
        const scaled = describe(
          'ms',
          rounds.map((round) => round.map((value) => value * factor)),
        );
        if (n === undefined) {
          expect(scaled).toBeUndefined();
          return;
        }
        // Powers of two scale exactly, so fences count exactly the same.
        expect(scaled).toMatchObject({ n, outliers, rounds: medians.map((value) => value * factor) });
        for (const [name, value] of Object.entries(numbers))
          expectClose(scaled?.[name as 'min'], (value as number) * factor, 1e-12);
        if (interval) expectClose(scaled?.interval, { low: interval.low * factor, high: interval.high * factor }, 1e-12);
      }),
    );
  });
});

group('roundMedians', () => {
  it('keeps a place for a round without values, so that two cells stay aligned', () => {
    expect(roundMedians([[3, 1, 2], [], [4, 8]])).toEqual([2, Number.NaN, 6]);
  });
});

group('a quantile', () => {
  it('is that of mathjs to the last digit', () => {
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const sorted = ascending(values);
          expect(quantile(sorted, p)).toBe(quantileSeq(sorted, p, true));
        },
      ),
    );
  });
});

group('ascending', () => {
  it('orders finite values as numbers, few or many, and leaves its input as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 100 }), (values) => {
        const before = [...values];
        expect(ascending(values)).toEqual(
          values.filter(Number.isFinite).toSorted((a, b) => a - b || (Object.is(a, -0) ? -1 : 0)),
        );
        expect(values).toEqual(before);
      }),
    );
  });
});
