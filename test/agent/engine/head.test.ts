import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Head, HeadReader, parseHead } from '../../../agent/engine/head.ts';

const token = fc
  .stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,20}$/)
  .filter((name) => !/^(content-length|transfer-encoding|connection)$/i.test(name));
const value = fc.stringMatching(/^[\x21-\x7e]([\t\x20-\x7e]{0,30}[\x21-\x7e])?$/);
const heads = fc
  .record({
    status: fc.integer({ min: 200, max: 599 }),
    reason: fc.stringMatching(/^[ -~]{0,20}$/),
    fields: fc.array(fc.tuple(token, value), { maxLength: 8 }),
  })
  .map(({ status, reason, fields }) => ({
    status,
    text: `HTTP/1.1 ${status} ${reason}\r\n${fields.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`,
  }));

/** Feeds `bytes` in pieces through one buffer that is overwritten after every read, as the engine's is. */
function feed(bytes: Buffer, cuts: readonly number[]): { head: Head | undefined; stop: number } {
  const reader = new HeadReader();
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  const shared = Buffer.alloc(bytes.length + 8);
  for (let i = 0; i + 1 < edges.length; i++) {
    const [from, to] = [edges[i] as number, edges[i + 1] as number];
    bytes.copy(shared, 4, from, to);
    const stop = reader.feed(shared, 4, 4 + to - from);
    shared.fill(0x58);
    if (reader.head) return { head: reader.head, stop: from + stop - 4 };
  }
  return { head: undefined, stop: bytes.length };
}

const failure = (text: string): string => {
  try {
    feed(Buffer.from(text, 'latin1'), []);
    return 'none';
  } catch (error) {
    return (error as Error).name;
  }
};

describe('a response head', () => {
  it('reads the same from any split of its bytes, and ends where its empty line ends', () => {
    fc.assert(
      fc.property(heads, fc.array(fc.nat(), { maxLength: 10 }), fc.string({ maxLength: 40 }), ({ text, status }, cuts, after) => {
        const bytes = Buffer.from(`${text}${after}`, 'latin1');
        const whole = feed(bytes, []);
        expect(whole.head?.status).toBe(status);
        expect(whole.stop).toBe(text.length);
        expect(feed(bytes, cuts)).toEqual(whole);
      }),
    );
  });

  it('is refused for the same reason whatever its split', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ maxLength: 30 }).map((s) => `HTTP/1.1 200 OK\r\n${s}\r\n\r\n`),
    );
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const bytes = Buffer.from(text, 'latin1');
        const outcome = (by: readonly number[]): unknown => {
          try {
            return feed(bytes, by);
          } catch (error) {
            return (error as Error).name;
          }
        };
        expect(outcome(cuts)).toEqual(outcome([]));
      }),
    );
  });

  it.each([
    ['SSH-2.0-OpenSSH\r\n', 'BadStatusLine'],
    ['HTTP/2 200 OK\r\n\r\n', 'BadStatusLine'],
    ['HTTP/1.1 200\r\n\r\n', 'BadStatusLine'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'BadStatusLine'],
    ['HTTP/1.1 099 OK\r\n\r\n', 'BadStatusLine'],
    ['HTTP/1.1 101 Switching\r\n\r\n', 'BadStatusLine'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\nspace : 1\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\na: 1\r\n folded\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0x10\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n', 'ConflictingLength'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n', 'ConflictingLength'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 'ConflictingLength'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', 'BadHeader'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n', 'BadHeader'],
    ['HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'BadHeader'],
    [`HTTP/1.1 200 OK\r\na: ${'x'.repeat(70_000)}\r\n\r\n`, 'HeadTooLarge'],
    [`HTTP/1.1 200 OK\r\na: ${'x'.repeat(70_000)}`, 'HeadTooLarge'],
  ])('%j is refused as %s', (text, name) => {
    expect(failure(text)).toBe(name);
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 12', 12, true],
    ['HTTP/1.1 200 \r\ntransfer-encoding: Chunked', 'chunked', true],
    ['HTTP/1.1 200 OK', 'close', false],
    ['HTTP/1.1 204 No Content', 0, true],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 12', 0, true],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: Close', 1, false],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: foo , close', 1, false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 1', 1, false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive', 1, true],
  ])('%j frames its body by %s and keeps its connection: %s', (text, framing, keepAlive) => {
    expect(parseHead(text)).toMatchObject({ framing, keepAlive });
  });
});
