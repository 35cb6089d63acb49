import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks, tickLabel } from '../../../../lib/report/pictures/log-ticks.ts';
import { linearReach, logReach } from '../../../../lib/report/pictures/reach.ts';

const times = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('a logarithmic scale', () => {
  it('holds all values in their order, and its labels where they belong', () => {
    fc.assert(
      fc.property(times, (values) => {
        const { at, ticks, divisor } = logReach('ms', values);
        const places = values.toSorted((a, b) => a - b).map(at);
        for (const [i, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(100);
          if (i > 0) expect(place).toBeGreaterThanOrEqual(places[i - 1] ?? 0);
        }
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        for (const tick of ticks)
          expect(
            Math.abs(at(Number.parseFloat(tick.label.replaceAll(',', '')) * divisor) - tick.at) < 5 ||
              tick.label.startsWith('10⁻'),
          ).toBe(true);
      }),
      { numRuns: 2000, examples: [[[0.000805247132770094]], [[1.0499]]] },
    );
  });

  it('spans a factor of two at least, so that noise does not fill it', () => {
    const { at } = logReach('ms', [10, 10.1]);
    expect(at(10.1) - at(10)).toBeLessThan(2);
  });

  it('goes in steps of 1, 2 and 5, or of tens where those would be crowded', () => {
    expect(logTicks(0.9, 11)).toEqual([1, 2, 5, 10]);
    expect(logTicks(1, 1e5)).toEqual([1, 10, 100, 1000, 1e4, 1e5]);
    expect([0.05, 20, 1000, 1e-5].map(tickLabel)).toEqual(['0.05', '20', '1,000', '10⁻⁵']);
  });
});

describe('a linear scale', () => {
  it('starts at zero, ends at the greatest value and has a few round labels', () => {
    const { at, ticks } = linearReach('ms', [3, 59.6]);
    expect([at(0), at(59.6)]).toEqual([0, 100]);
    expect(ticks.map(({ label }) => label)).toEqual(['0', '20', '40']);
    expect(linearReach('ms', [0]).ticks.length).toBeGreaterThan(1);
  });
});
