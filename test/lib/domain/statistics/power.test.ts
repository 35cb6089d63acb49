import { describe, expect, it } from 'vitest';
import { compareRow } from '../../../../lib/domain/statistics/compare-row.ts';
import { pairedDifference } from '../../../../lib/domain/statistics/paired-difference.ts';
import { power } from '../../../../lib/domain/statistics/power.ts';
import { runPower, spreadOf } from '../../../../lib/domain/statistics/run-power.ts';
import fixtures from '../../../fixtures/statistics/power.json' with { type: 'json' };

describe('power', () => {
  it('agrees with the noncentral t of SciPy, and with its quadrature where a least ratio is asked for', () => {
    const errors = fixtures.map(({ sd, rounds, ratio, alpha, leastRatio, power: want }) =>
      Math.abs(power(sd, rounds, ratio, { alpha, leastRatio }) - want),
    );
    expect(errors.length).toBeGreaterThan(400);
    expect(Math.max(...errors)).toBeLessThan(1e-8);
  });

  it('is the false alarm rate where there is no difference, and nothing below two rounds', () => {
    expect(power(0.1, 10, 1)).toBeCloseTo(0.05, 8);
    expect(power(0.1, 1, 2)).toBe(0);
  });

  it('is certain without spread', () => {
    expect([power(0, 6, 1.1), power(0, 6, 1), power(0, 6, 1.04, { leastRatio: 1.05 })]).toEqual([1, 0, 0]);
  });

  it('grows with rounds and ratio, the same either way', () => {
    const byRounds = [2, 3, 6, 10, 20, 40].map((rounds) => power(0.1, rounds, 1.1));
    expect(byRounds).toEqual(byRounds.toSorted((a, b) => a - b));
    expect(power(0.1, 10, 1.25)).toBeCloseTo(power(0.1, 10, 0.8), 12);
  });
});

describe('runPower', () => {
  const wobble = [0.97, 1.04, 1.02, 0.95, 1.0, 1.06, 0.99, 0.98];
  const entry = (id: string, shift: number) => ({ id, rounds: wobble.map((_, i) => 10 * (wobble[(i + shift) % 8] as number)) });
  const row = (name: string, ids: readonly string[]) =>
    compareRow(
      name,
      'store',
      { name: 'ttfb', better: 'lower' },
      ids.map((id, i) => entry(id, i)),
    );

  it('reads the spread of a comparison back from its interval', () => {
    const [a, b] = [entry('a', 0).rounds, entry('b', 1).rounds];
    const difference = pairedDifference(a, b);
    if ('reason' in difference) throw new Error('has a ratio');
    expect(spreadOf(difference)).toBeCloseTo(difference.sd, 12);
  });

  it('is the power of one pair with its own spread and rounds', () => {
    const [pair] = row('one', ['a', 'b']);
    if (!pair) throw new Error('has a pair');
    expect(runPower([pair], 'ttfb')).toEqual({
      metric: 'ttfb',
      forRatio: 1.1,
      power: power(spreadOf(pair), 8, 1.1, { leastRatio: 1.05 }),
      rounds: 8,
    });
  });

  it('is lower where a row has more pairs to adjust for', () => {
    const two = runPower(row('two', ['a', 'b']), 'ttfb')?.power ?? 0;
    const crowded = row('four', ['a', 'b', 'c', 'd']);
    expect(runPower(crowded, 'ttfb')?.power).toBeLessThan(two);
    expect(runPower(crowded, 'ttfb', 2)?.power).toBeGreaterThan(0.99);
  });

  it('is absent without a comparison that may have a verdict, or of another metric', () => {
    const few = row('few', ['a', 'b']).map((pair) => ({ ...pair, rounds: 5 }));
    expect(runPower(few, 'ttfb')).toBeUndefined();
    expect(runPower(row('two', ['a', 'b']), 'speed')).toBeUndefined();
  });

  it('is absent without comparisons', () => {
    expect(runPower([], 'ttfb')).toBeUndefined();
  });
});
