import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isNonInferior,
  MARGIN,
  type Ratio,
  ROUNDS,
  ratiosTo,
  ratioTo,
  worstBound,
  worstRatio,
} from '../../../bench/statistics/paired.ts';

const noise = [
  0.98, 1.01, 1.03, 0.97, 1.0, 1.02, 0.99, 1.0, 1.01, 0.99, 0.98, 1.02, 1.0, 1.01, 0.99, 1.03, 0.97, 1.0, 1.02, 0.98,
];
const times = (factor: number): number[] => noise.map((each, i) => each * factor * (1 + (i % 7) / 10));
const base = noise.map((_, i) => 1 + (i % 7) / 10);

describe('the paired ratio', () => {
  it('is the geometric mean over rounds with an upper bound above it', () => {
    const ratio = ratioTo('Go', times(0.9), base);
    expect(ratio?.ratio).toBeCloseTo(0.9, 2);
    expect(ratio?.upper).toBeGreaterThan(ratio?.ratio ?? Number.NaN);
    expect(ratio).toMatchObject({ to: 'Go', rounds: ROUNDS });
  });

  it('has the one-sided 95 % bound of a t interval', () => {
    // ln ratios of 0.1 and 0.3: mean 0.2, standard error 0.1, t(0.95, 1 df) = 6.313752.
    const ratio = ratioTo('Go', [Math.exp(0.1), Math.exp(0.3)], [1, 1]);
    expect(Math.log(ratio?.upper ?? Number.NaN)).toBeCloseTo(0.2 + 6.313752 * 0.1, 5);
  });

  it('has no bound from one round, and nothing without a round in common', () => {
    expect(ratioTo('Go', [2], [4])).toEqual({ to: 'Go', ratio: 0.5, upper: null, rounds: 1 });
    expect(ratioTo('Go', [2], [Number.NaN])).toBeUndefined();
    expect(ratioTo('Go', [], [])).toBeUndefined();
  });

  it('does not depend on what a round does to both', () => {
    const positive = fc.double({ min: 0.1, max: 10, noNaN: true });
    const rounds = fc.array(fc.tuple(positive, positive, positive), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(rounds, (all) => {
        const plain = ratioTo(
          'x',
          all.map(([a]) => a),
          all.map(([, b]) => b),
        );
        const shaken = ratioTo(
          'x',
          all.map(([a, , s]) => a * s),
          all.map(([, b, s]) => b * s),
        );
        expect(shaken?.ratio).toBeCloseTo(plain?.ratio ?? Number.NaN, 6);
      }),
    );
  });
});

describe('non-inferiority', () => {
  const against = (ratio: number, upper: number | null, rounds = ROUNDS): Ratio => ({ to: `${ratio}`, ratio, upper, rounds });

  it('is missed by the greater bound, though the other client has the greater ratio', () => {
    const [close, wide] = [against(1.05, 1.08), against(1.03, 1.12)];
    expect(isNonInferior([close, wide])).toBe(false);
    expect(isNonInferior([close])).toBe(true);
    expect(worstBound([close, wide])).toBe(wide);
    expect(worstRatio([close, wide])).toBe(close);
  });

  it('is held against every client there is, and against none is nothing', () => {
    expect(ratiosTo(times(1), { default: times(2), tuned: times(0.8), away: [] }).map(({ to }) => to)).toEqual([
      'default',
      'tuned',
    ]);
    expect(isNonInferior([])).toBe(false);
    expect([worstBound([]), worstRatio([])]).toEqual([undefined, undefined]);
  });

  it('takes a client without a bound for the worst', () => {
    const unbounded = against(0.5, null, 1);
    expect(worstBound([against(1.5, 1.6), unbounded])).toBe(unbounded);
    expect(isNonInferior([unbounded])).toBe(false);
  });

  it('needs the upper bound, not the ratio, to be within the margin', () => {
    const close = ratiosTo(times(MARGIN - 0.001), { Go: base });
    expect(close[0]?.ratio).toBeLessThan(MARGIN);
    expect(isNonInferior(close)).toBe(false);
    expect(isNonInferior(ratiosTo(times(1), { Go: base }))).toBe(true);
  });

  it('needs twenty rounds', () => {
    expect(isNonInferior(ratiosTo(times(0.5).slice(0, ROUNDS - 1), { Go: base }))).toBe(false);
  });
});
