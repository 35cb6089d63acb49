import { createHash, type Hash } from 'node:crypto';
import { type ChunkSigning, chunkSignature, trailerSignature } from './chunk-signing.ts';
import { S3Error } from './s3-error.ts';
import { sameSignature } from './sigv4.ts';

/** A framing line (size and signature, or a trailing header) is never near this long. */
const MAX_LINE_BYTES = 16 * 1024;
const EMPTY = Buffer.alloc(0);

/**
 * Takes the aws-chunked framing off a payload and yields its data without copying. With `signing` every chunk and the trailer
 * have to carry their signature. Trailing headers are put into `trailers`, names in lower case.
 * A chunk is yielded before its signature is known: whoever stores it must not publish it before this generator has ended.
 * Throws `IncompleteBody`, `SignatureDoesNotMatch` or `InvalidRequest`.
 */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
  signing?: ChunkSigning,
): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer = EMPTY;
  let state: 'size' | 'data' | 'gap' | 'trailer' | 'end' = 'size';
  let left = 0;
  const chain = signing && chunkChain(signing);

  for await (const piece of source) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    while (rest.length > 0 && state !== 'end') {
      if (state === 'data') {
        const data = rest.subarray(0, left);
        rest = rest.subarray(data.length);
        left -= data.length;
        chain?.data(data);
        yield data;
        if (left === 0) state = 'gap';
        continue;
      }
      const end = rest.indexOf('\r\n');
      if (end > MAX_LINE_BYTES || (end < 0 && rest.length > MAX_LINE_BYTES)) throw malformed('a line is too long');
      if (end < 0) break;
      const line = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 2);
      if (state === 'size') {
        const size = /^([0-9a-f]{1,9})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line);
        if (!size) throw malformed('a chunk does not start with its size');
        left = Number.parseInt(size[1] as string, 16);
        chain?.start(size[2]);
        state = left > 0 ? 'data' : 'trailer';
        if (left === 0) chain?.end();
      } else if (state === 'gap') {
        if (line !== '') throw malformed('a chunk is longer than its size');
        chain?.end();
        state = 'size';
      } else if (line === '') {
        state = 'end';
      } else {
        const [name = '', ...value] = line.split(':');
        trailers.set(name.trim().toLowerCase(), value.join(':').trim());
      }
    }
  }
  if (state !== 'end') throw new S3Error('IncompleteBody', 'the chunked payload ended before its last chunk');
  chain?.trailers(trailers);
}

function chunkChain(signing: ChunkSigning) {
  let state = signing;
  let given = '';
  let hash: Hash = createHash('sha256');
  const check = (own: string, claimed: string) => {
    if (!sameSignature(own, claimed)) throw new S3Error('SignatureDoesNotMatch', 'the signature of a chunk or trailer differs');
    state = { ...state, previous: own };
  };
  return {
    start(claimed: string | undefined): void {
      if (claimed === undefined) throw new S3Error('SignatureDoesNotMatch', 'a chunk is not signed');
      given = claimed;
      hash = createHash('sha256');
    },
    data(data: Buffer): void {
      hash.update(data);
    },
    end(): void {
      check(chunkSignature(state, hash.digest('hex')), given);
    },
    trailers(trailers: Map<string, string>): void {
      const claimed = trailers.get('x-amz-trailer-signature');
      trailers.delete('x-amz-trailer-signature');
      if (trailers.size === 0 && claimed === undefined) return;
      check(
        trailerSignature(
          state,
          [...trailers].map((pair) => pair.join(':')),
        ),
        claimed ?? '',
      );
    },
  };
}

function malformed(what: string): S3Error {
  return new S3Error('InvalidRequest', `the chunked payload is malformed: ${what}`);
}
