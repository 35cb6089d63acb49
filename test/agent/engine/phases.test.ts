import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PartMarks, phasesOf } from '../../../agent/engine/phases.ts';

const gap = fc.double({ min: 0.001, max: 500, noNaN: true });
const parts = (writes: boolean) =>
  fc.array(fc.tuple(fc.boolean(), fc.array(gap, { minLength: 6, maxLength: 6 })), { minLength: 1, maxLength: 16 }).map((drawn) =>
    drawn.map(([dialled, [wait = 0, connect = 0, handshake = 0, upload = 0, ttfb = 0, body = 0]]): PartMarks => {
      const begun = 1000 + wait + (dialled ? connect + handshake : 0);
      const uploaded = begun + (writes ? upload : 0.001);
      const dial = { dialled: 1000 + wait, connected: 1000 + wait + connect, secured: begun };
      return { dial: dialled ? dial : undefined, begun, uploaded, first: uploaded + ttfb, last: uploaded + ttfb + body };
    }),
  );

describe('the phases of a flight', () => {
  it.each([false, true])(
    'add up from its first connect or write to its last byte, and none is negative (writes: %s)',
    (writes) => {
      fc.assert(
        fc.property(parts(writes), (marks) => {
          const { connect, tls, upload, ttfb, body, total } = phasesOf(marks, writes);
          const start = Math.min(...marks.map(({ dial, begun }) => dial?.dialled ?? begun));
          expect(total).toBeCloseTo(Math.max(...marks.map(({ last }) => last)) - start, 2);
          expect(Math.abs(total - (connect + tls + (upload ?? 0) + ttfb + body))).toBeLessThan(1e-3);
          expect(Math.min(tls, upload ?? 0, ttfb, body)).toBeGreaterThanOrEqual(writes ? 0 : -1e-9);
        }),
      );
    },
  );

  it('of one reused request are its own stamps', () => {
    const marks = { dial: undefined, begun: 10, uploaded: 10.5, first: 12, last: 15 };
    expect(phasesOf([marks], false)).toEqual({ connect: 0, tls: 0, upload: null, ttfb: 2, body: 3, total: 5 });
    expect(phasesOf([marks], true)).toEqual({ connect: 0, tls: 0, upload: 0.5, ttfb: 1.5, body: 3, total: 5 });
  });

  it('of several reads run from the earliest first byte to the last byte of all', () => {
    const dial = { dialled: 0, connected: 2, secured: 5 };
    const marks = [
      { dial, begun: 5, uploaded: 5, first: 9, last: 11 },
      { dial: { dialled: 0, connected: 1, secured: 4 }, begun: 4, uploaded: 4, first: 8, last: 30 },
    ];
    expect(phasesOf(marks, false)).toEqual({ connect: 1, tls: 3, upload: null, ttfb: 4, body: 22, total: 30 });
  });

  it('of several writes upload until the kernel has the last byte of all', () => {
    const marks = [
      { dial: undefined, begun: 100, uploaded: 110, first: 112, last: 112 },
      { dial: undefined, begun: 100, uploaded: 120, first: 123, last: 124 },
    ];
    expect(phasesOf(marks, true)).toEqual({ connect: 0, tls: 0, upload: 20, ttfb: 3, body: 1, total: 24 });
  });
});
