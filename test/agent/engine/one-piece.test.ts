import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAnything } from '../../../agent/engine/expectation.ts';
import { inOnePiece } from '../../../agent/engine/one-piece.ts';
import type { Prepared } from '../../../agent/engine/transaction.ts';
import { TLS_RECORD_BYTES } from '../../../agent/engine/upload.ts';

const prepared = (headBytes: number, pieces: readonly number[]): Prepared => ({
  head: Buffer.alloc(headBytes, 'h'),
  body: () => pieces.map((bytes, i) => Buffer.alloc(bytes, String(i % 10))),
  sends: pieces.reduce((sum, bytes) => sum + bytes, 0),
  expectation: expectAnything,
});
const sent = ({ head, body }: Prepared): Buffer => Buffer.concat([head, ...(body?.() ?? [])]);

describe('a request in one piece', () => {
  it('is the same bytes, in one buffer wherever one TLS record holds them', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), lengths, (headBytes, pieces) => {
        const request = prepared(headBytes, pieces);
        const whole = inOnePiece(request);
        expect(sent(whole).equals(sent(request))).toBe(true);
        expect(whole.sends).toBe(request.sends);
        expect(whole.body === undefined).toBe(sent(request).length <= TLS_RECORD_BYTES);
      }),
    );
  });

  it('is what it was where it has no body, or a body that counts as no payload and is too long', () => {
    const get = { ...prepared(10, []), body: undefined };
    expect(inOnePiece(get)).toBe(get);
    const query = { ...prepared(10, [TLS_RECORD_BYTES]), sends: 0 };
    expect(inOnePiece(query)).toBe(query);
  });
});
