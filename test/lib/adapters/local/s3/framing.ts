import { type ChunkSigning, chunkSignature, trailerSignature } from '../../../../../lib/adapters/local/s3/chunk-signing.ts';
import { sha256Hex } from '../../../../../lib/adapters/local/s3/sigv4.ts';

/** The wire form of some chunks, with signatures when asked for. */
export function framed(chunks: readonly Buffer[], trailers: readonly string[], signing?: ChunkSigning): Buffer {
  let chain = signing;
  const parts = [...chunks.filter((chunk) => chunk.length > 0), Buffer.alloc(0)].map((data) => {
    const signature = chain && chunkSignature(chain, sha256Hex(data));
    if (chain && signature) chain = { ...chain, previous: signature };
    const head = `${data.length.toString(16)}${signature ? `;chunk-signature=${signature}` : ''}\r\n`;
    return Buffer.concat([Buffer.from(head), data, Buffer.from(data.length > 0 ? '\r\n' : '')]);
  });
  const lines = [...trailers];
  if (chain && trailers.length > 0) lines.push(`x-amz-trailer-signature:${trailerSignature(chain, trailers)}`);
  return Buffer.concat([...parts, Buffer.from([...lines, '', ''].join('\r\n'))]);
}
