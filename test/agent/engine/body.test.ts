import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyReader } from '../../../agent/engine/body.ts';
import type { Head } from '../../../agent/engine/head.ts';

interface Read {
  readonly payload: string;
  readonly bytes: number;
  readonly done: boolean;
  readonly stop: number;
}

function read(framing: Head['framing'], bytes: Buffer, cuts: readonly number[]): Read | string {
  const payload: Buffer[] = [];
  const reader = bodyReader(framing, (chunk, at, end) => payload.push(Buffer.from(chunk.subarray(at, end))));
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  let stop = bytes.length;
  try {
    for (let i = 0; i + 1 < edges.length && !reader.done; i++)
      stop = reader.feed(bytes, edges[i] as number, edges[i + 1] as number);
  } catch (error) {
    return (error as Error).name;
  }
  return { payload: Buffer.concat(payload).toString('latin1'), bytes: reader.bytes, done: reader.done, stop };
}

const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
const extension = fc.constantFrom('', ';a', ';name=value', '; q="x y"');
const chunked = fc
  .tuple(pieces, extension, fc.constantFrom('', 'x-sum: 1\r\n', 'a: b\r\nc: d\r\n'), fc.boolean())
  .map(([parts, more, trailers, upper]) => {
    const size = (n: number): string => (upper ? n.toString(16).toUpperCase() : n.toString(16));
    const body = parts.flatMap((part) => [
      Buffer.from(`${size(part.length)}${more}\r\n`),
      Buffer.from(part),
      Buffer.from('\r\n'),
    ]);
    return { payload: Buffer.concat(parts), bytes: Buffer.concat([...body, Buffer.from(`0\r\n${trailers}\r\n`)]) };
  });

describe('a response body', () => {
  it('in chunks gives its payload and its end from any split of its bytes', () => {
    fc.assert(
      fc.property(
        chunked,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.string({ maxLength: 10 }),
        ({ payload, bytes }, cuts, after) => {
          const expected = { payload: payload.toString('latin1'), bytes: payload.length, done: true, stop: bytes.length };
          expect(read('chunked', Buffer.concat([bytes, Buffer.from(after)]), cuts)).toEqual(expected);
        },
      ),
    );
  });

  it('in chunks is refused or incomplete alike from any split, whatever was changed in it', () => {
    fc.assert(
      fc.property(
        chunked,
        fc.nat(),
        fc.constantFrom(0, 10, 13, 32, 48, 120),
        fc.array(fc.nat(), { maxLength: 12 }),
        ({ bytes }, where, byte, cuts) => {
          const broken = Buffer.from(bytes);
          broken[where % broken.length] = byte;
          const whole = read('chunked', broken, []);
          const split = read('chunked', broken, cuts);
          if (typeof whole === 'string') expect(split).toBe(whole);
          else expect(split).toEqual(whole);
        },
      ),
    );
  });

  it('of a known length stops at its last byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), fc.array(fc.nat(), { maxLength: 8 }), (data, length, cuts) => {
        const bytes = Buffer.from(data);
        const got = Math.min(length, bytes.length);
        const expected = { payload: bytes.toString('latin1', 0, got), bytes: got, done: bytes.length >= length };
        expect(read(length, bytes, cuts)).toMatchObject(length === 0 ? { bytes: 0, done: true } : expected);
      }),
    );
  });

  it('without a length is complete when the connection ends, and only then', () => {
    const reader = bodyReader('close', () => {});
    reader.feed(Buffer.from('abc'), 0, 3);
    expect([reader.done, reader.bytes, reader.ended()]).toEqual([false, 3, true]);
    expect(bodyReader(4, () => {}).ended()).toBe(false);
    expect(bodyReader('chunked', () => {}).ended()).toBe(false);
  });

  it.each([
    'xyz\r\n',
    '5\r\nabcdefgh\r\n',
    '5\nabcde\r\n',
    '\r\n',
    'ffffffffffffff\r\n',
    '0\r\nnot a trailer\r\n\r\n',
    `1;${'x'.repeat(9000)}`,
  ])('in chunks refuses %j', (text) => {
    expect(read('chunked', Buffer.from(text), [])).toBe('BadChunk');
  });
});
