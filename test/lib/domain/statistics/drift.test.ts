import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../lib/domain/random.ts';
import { DRIFT_P, type Drift, driftOf, EXACT_ROUNDS } from '../../../../lib/domain/statistics/drift.ts';

const logs = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 20 });

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

  it('is found in long runs as well, where p is approximate, and their steps are not felt', () => {
    const random = seeded(9);
    const scatter = Array.from({ length: EXACT_ROUNDS + 40 }, () => random() / 10);
    const drifting = scatter.map((log, round) => log + round / 1000);
    expect(driftOf([scatter])?.drifts).toBe(false);
    expect(driftOf([drifting])).toMatchObject({ drifts: true });
    expect(driftOf([scatter.map(() => 1)])).toEqual({ factor: 1, p: 1, drifts: false });
    const shorter = driftOf([drifting.slice(0, EXACT_ROUNDS)])?.p ?? 0;
    const longer = driftOf([drifting.slice(0, EXACT_ROUNDS + 1)])?.p ?? 0;
    expect(Math.abs(longer - shorter)).toBeLessThan(0.05);
  });

  it('of equal medians in a long run has the p of fewer pairs: ties are taken off the variance', () => {
    const two = Array.from({ length: 100 }, (_, round) => (round < 61 ? round % 2 : 1));
    const untied = Array.from({ length: 100 }, (_, round) => round);
    expect(driftOf([two])?.p).toBeGreaterThan(driftOf([untied])?.p ?? 1);
    expect(driftOf([two])?.p).toBeLessThan(0.01);
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
