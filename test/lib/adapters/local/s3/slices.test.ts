import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSlices } from '../../../../../lib/adapters/local/s3/slices.ts';

const bytesOf = fc.integer({ min: 0, max: 30_000_000 });
const rateOf = fc.oneof(fc.constant(0), fc.integer({ min: 1_000, max: 500_000_000 }));

describe('the slices of a body', () => {
  it('cover it once, in order, none longer than the largest', () => {
    fc.assert(
      fc.property(bytesOf, rateOf, (bytes, rate) => {
        const plan = planSlices(bytes, rate);
        let at = 0;
        for (let i = 0; i < plan.count; i++) {
          const { start, end } = plan.slice(i);
          expect(start).toBe(at);
          expect(end - start).toBeLessThanOrEqual(plan.largest);
          if (i > 0) expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it('begin at once and end when the last byte is due at the rate', () => {
    fc.assert(
      fc.property(bytesOf, fc.integer({ min: 1_000, max: 500_000_000 }), (bytes, rate) => {
        const plan = planSlices(bytes, rate);
        const wantedMs = (bytes / rate) * 1000;
        expect(plan.slice(0).dueMs).toBe(0);
        if (plan.count > 1) expect(plan.slice(plan.count - 1).dueMs).toBeCloseTo(wantedMs, 6);
        else expect(bytes <= 512 || wantedMs < 0.05).toBe(true);
      }),
    );
  });

  it('start with at most 512 bytes where there is a rate to show', () => {
    expect(planSlices(100_000, 20e6).slice(0)).toEqual({ start: 0, end: 512, dueMs: 0 });
  });
});
