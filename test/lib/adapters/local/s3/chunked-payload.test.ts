import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkSigning } from '../../../../../lib/adapters/local/s3/chunk-signing.ts';
import { decodeChunks } from '../../../../../lib/adapters/local/s3/chunked-payload.ts';
import { framed } from './framing.ts';

const SIGNING: ChunkSigning = { key: Buffer.alloc(32, 7), amzDate: '20261120T000000Z', scope: 'scope', previous: 'a'.repeat(64) };
const TRAILER = 'x-amz-checksum-crc32:AAAAAA==';

async function decode(wire: Buffer, cuts: readonly number[], signing?: ChunkSigning) {
  async function* pieces() {
    let from = 0;
    for (const cut of [...cuts].sort((a, b) => a - b)) {
      if (cut <= from || cut >= wire.length) continue;
      yield wire.subarray(from, cut);
      from = cut;
    }
    yield wire.subarray(from);
  }
  const trailers = new Map<string, string>();
  const out: Buffer[] = [];
  for await (const data of decodeChunks(pieces(), trailers, signing)) out.push(Buffer.from(data));
  return { data: Buffer.concat(out), trailers };
}

const chunksOf = fc.array(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 6 },
);
const cutsOf = fc.array(fc.nat(600), { maxLength: 12 });

describe('the aws-chunked payload', () => {
  it('gives back the data however it is chunked and wherever the network cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(chunksOf, cutsOf, fc.boolean(), fc.boolean(), async (chunks, cuts, signed, trailed) => {
        const signing = signed ? SIGNING : undefined;
        const decoded = await decode(framed(chunks, trailed ? [TRAILER] : [], signing), cuts, signing);
        expect(decoded.data.equals(Buffer.concat(chunks))).toBe(true);
        expect([...decoded.trailers.keys()]).toEqual(trailed ? ['x-amz-checksum-crc32'] : []);
      }),
    );
  });

  it('refuses signed chunks in which any byte of data or signature was changed', async () => {
    const chunks = [Buffer.from('some data'), Buffer.from('and more')];
    const wire = framed(chunks, [TRAILER], SIGNING);
    for (const text of ['some', 'more', 'AAAA']) {
      const changed = Buffer.from(wire);
      const at = changed.indexOf(text);
      changed[at] = (changed[at] as number) ^ 1;
      await expect(decode(changed, [], SIGNING)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    }
    await expect(decode(framed(chunks, [TRAILER]), [], SIGNING)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('refuses chunks in another order than they were signed in', async () => {
    const [a, b] = [Buffer.from('aaaa'), Buffer.from('bbbb')];
    const wire = framed([a, b], [], SIGNING).toString('latin1');
    const [first, second] = [wire.indexOf('4;chunk'), wire.indexOf('4;chunk', 5)];
    const length = second - first;
    const swapped = wire.slice(second, second + length) + wire.slice(first, second) + wire.slice(second + length);
    await expect(decode(Buffer.from(swapped, 'latin1'), [], SIGNING)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('calls a payload that ends early incomplete, wherever that is', async () => {
    const wire = framed([Buffer.from('some data')], [TRAILER]);
    for (let end = 0; end < wire.length; end++)
      await expect(decode(wire.subarray(0, end), [])).rejects.toMatchObject({ name: 'IncompleteBody' });
  });

  it('calls a payload without framing malformed', async () => {
    await expect(decode(Buffer.from('plain text\r\n'), [])).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(decode(Buffer.alloc(100_000, 'x'), [])).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
