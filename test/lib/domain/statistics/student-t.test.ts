import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta, lnGamma } from '../../../../lib/domain/statistics/incomplete-beta.ts';
import { criticalT, twoSidedP } from '../../../../lib/domain/statistics/student-t.ts';
import fixtures from '../../../fixtures/statistics/student-t.json' with { type: 'json' };

/** Largest relative error over all cases; the absolute one where SciPy's value is 0. */
function worst<C>(cases: readonly C[], got: (c: C) => number, want: (c: C) => number): number {
  return Math.max(...cases.map((c) => Math.abs(got(c) - want(c)) / (Math.abs(want(c)) || 1)));
}

describe("Student's t", () => {
  it('has tails that agree with SciPy in their tenth digit, however small', () => {
    expect(
      worst(
        fixtures.p,
        ({ t, df }) => twoSidedP(t, df),
        ({ p }) => p,
      ),
    ).toBeLessThan(1e-10);
  });

  it('has critical values that agree with SciPy in their tenth digit', () => {
    expect(
      worst(
        fixtures.critical,
        ({ alpha, df }) => criticalT(alpha, df),
        ({ t }) => t,
      ),
    ).toBeLessThan(1e-10);
  });

  it('rests on a beta and a gamma function that agree with SciPy', () => {
    expect(
      worst(
        fixtures.beta,
        ({ x, a, b }) => incompleteBeta(x, a, b),
        ({ value }) => value,
      ),
    ).toBeLessThan(1e-10);
    expect(
      worst(
        fixtures.lnGamma,
        ({ x }) => lnGamma(x),
        ({ value }) => value,
      ),
    ).toBeLessThan(1e-13);
  });

  it('is certain at 0, impossible at infinity, the same on both sides', () => {
    expect([twoSidedP(0, 5), twoSidedP(Number.POSITIVE_INFINITY, 5), twoSidedP(1e200, 5)]).toEqual([1, 0, 0]);
    expect(twoSidedP(-2.3, 7)).toBe(twoSidedP(2.3, 7));
  });

  it('inverts itself', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 200 }), (alpha, df) => {
        expect(Math.abs(twoSidedP(criticalT(alpha, df), df) / alpha - 1)).toBeLessThan(1e-10);
      }),
    );
  });
});
