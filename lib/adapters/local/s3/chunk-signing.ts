import { createHash } from 'node:crypto';
import { type Scope, sha256Hex, signature } from './sigv4.ts';

/** The chain of signatures of a signed chunked payload: each covers the one before it, the first the request's own. */
export interface ChunkSigning {
  readonly key: Buffer;
  readonly amzDate: string;
  readonly scope: Scope;
  readonly previous: string;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html
const EMPTY_HASH = createHash('sha256').digest('hex');

/** The signature a chunk with this SHA-256 has to carry. */
export function chunkSignature({ key, amzDate, scope, previous }: ChunkSigning, dataHash: string): string {
  return signature(key, 'AWS4-HMAC-SHA256-PAYLOAD', amzDate, scope, previous, EMPTY_HASH, dataHash);
}

/** The signature of the trailing headers, given as `name:value` lines in the order they were sent. */
export function trailerSignature({ key, amzDate, scope, previous }: ChunkSigning, lines: readonly string[]): string {
  const canonical = lines.map((line) => `${line}\n`).join('');
  return signature(key, 'AWS4-HMAC-SHA256-TRAILER', amzDate, scope, previous, sha256Hex(canonical));
}
