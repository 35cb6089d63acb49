import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../../../lib/domain/statistics/holm.ts';
import fixtures from '../../../fixtures/statistics/holm.json' with { type: 'json' };

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe('holm', () => {
  it('agrees with statsmodels', () => {
    for (const { p, adjusted } of fixtures) {
      holm(p).forEach((value, i) => {
        expect(value).toBeCloseTo(adjusted[i] as number, 12);
      });
    }
  });

  it('never lowers a p, never exceeds 1 or what Bonferroni gives, and keeps the order', () => {
    fc.assert(
      fc.property(probabilities, (p) => {
        const adjusted = holm(p);
        expect(adjusted).toHaveLength(p.length);
        adjusted.forEach((value, i) => {
          const own = p[i] as number;
          expect(value).toBeGreaterThanOrEqual(own);
          expect(value).toBeLessThanOrEqual(Math.min(1, p.length * own));
          p.forEach((other, j) => {
            if (other > own) expect(adjusted[j]).toBeGreaterThanOrEqual(value);
          });
        });
      }),
    );
  });
});
