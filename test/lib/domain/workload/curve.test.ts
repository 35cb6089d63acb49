import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CurvePoint, expectedAt } from '../../../../lib/domain/workload/curve.ts';

const CURVE: readonly CurvePoint[] = [
  { bytes: 1e3, ms: 10, low: 9, high: 12 },
  { bytes: 1e5, ms: 40, low: 36, high: 48 },
  { bytes: 1e7, ms: 4000, low: 3000, high: 5000, apart: true },
];

describe('the time of a size', () => {
  it('is the measured one where that size was measured', () => {
    expect(expectedAt(CURVE, 1e5)).toEqual({ ms: 40, low: 36, high: 48, apart: false, from: [1] });
    expect(expectedAt(CURVE, 1e5 * (1 + 1e-12))?.ms).toBe(40);
    expect(expectedAt(CURVE, 1e3 * (1 - 1e-12))?.ms).toBe(10);
  });

  it('lies between two measured sizes on logarithmic axes', () => {
    // Half way between 1 KB and 100 KB is 10 KB, and between 10 and 40 ms are 20 ms.
    expect(expectedAt(CURVE, 1e4)?.ms).toBeCloseTo(20, 10);
    expect(expectedAt(CURVE, 1e4)?.low).toBeCloseTo(18, 10);
    expect(expectedAt(CURVE, 1e4)?.high).toBeCloseTo(24, 10);
    expect(expectedAt(CURVE, 1e6)).toMatchObject({ apart: true, from: [1, 2] });
  });

  it('is not known beyond the measured sizes', () => {
    for (const bytes of [999, 1.001e7, 0]) expect(expectedAt(CURVE, bytes)).toBeUndefined();
    expect(expectedAt([], 1e3)).toBeUndefined();
  });

  it('has no interval where a neighbour has none', () => {
    expect(expectedAt([{ bytes: 1, ms: 1 }, ...CURVE], 100)).not.toHaveProperty('low');
  });

  it('never leaves the span of its neighbours, and grows where they do', () => {
    const time = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(time, time, share, share, (first, second, x, y) => {
        const curve = [
          { bytes: 1e3, ms: Math.min(first, second) },
          { bytes: 1e6, ms: Math.max(first, second) },
        ];
        const at = (part: number) => expectedAt(curve, 10 ** (3 + 3 * part))?.ms ?? Number.NaN;
        const [less, more] = [at(Math.min(x, y)), at(Math.max(x, y))];
        expect(less).toBeGreaterThanOrEqual(Math.min(first, second) * (1 - 1e-9));
        expect(more).toBeLessThanOrEqual(Math.max(first, second) * (1 + 1e-9));
        expect(more).toBeGreaterThanOrEqual(less * (1 - 1e-9));
      }),
    );
  });
});
