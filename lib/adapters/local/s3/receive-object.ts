import { createHash, randomBytes } from 'node:crypto';
import type { Authenticated } from './authenticate.ts';
import { CHECKSUMS, type ChecksumName, runningChecksum } from './checksums.ts';
import { decodeChunks } from './chunked-payload.ts';
import { S3Error } from './s3-error.ts';

/** The headers of a request that bear on its payload, by lower-case name. */
export type HeaderLookup = (name: string) => string | undefined;

export interface ReceivedObject {
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksum?: { readonly name: ChecksumName; readonly value: string };
}

export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;
/**
 * Up to here an ETag is always the MD5. A larger object sent as UNSIGNED-PAYLOAD without Content-MD5 gets an opaque one, which
 * S3 allows: MD5 (about 0.75 GB/s on one core) would be the dearest part of a PUT. Its `-1` marks it as no MD5 for clients.
 */
const ALWAYS_MD5_BYTES = 1_000_000;

/** The declared length of the object itself, without framing. Throws `MissingContentLength` or `EntityTooLarge`. */
export function declaredBytes(header: HeaderLookup): number {
  const text = header('x-amz-decoded-content-length') ?? header('content-length');
  if (text === undefined || !/^\d+$/.test(text))
    throw new S3Error('MissingContentLength', 'the length of the object has to be sent');
  if (Number(text) > MAX_OBJECT_BYTES)
    throw new S3Error('EntityTooLarge', 'an object or part of one request has at most 5 GiB', {
      MaxSizeAllowed: MAX_OBJECT_BYTES,
    });
  return Number(text);
}

/**
 * Streams a payload into `store` and holds it against everything its request said about it: length, signed SHA-256, chunk
 * signatures, Content-MD5 and checksums in headers or trailer. Throws the S3 error of the first that does not hold.
 * `compute` names a checksum to compute even when the request brings none.
 */
export async function receiveObject(
  chunks: AsyncIterable<Buffer>,
  header: HeaderLookup,
  { payloadHash, signing }: Authenticated,
  store: (data: Buffer) => Promise<void> | void,
  compute?: ChecksumName,
): Promise<ReceivedObject> {
  const declared = declaredBytes(header);
  const streamed = payloadHash.startsWith('STREAMING-');
  const signed = payloadHash.startsWith('STREAMING-AWS4');
  const contentMd5 = header('content-md5');
  if (contentMd5 !== undefined && Buffer.from(contentMd5, 'base64').length !== 16)
    throw new S3Error('InvalidDigest', 'Content-MD5 is not the base64 of 16 bytes');
  const name = checksumOf(header) ?? compute;
  const checksum = name && runningChecksum(name);
  const sha256 = /^[0-9a-f]{64}$/.test(payloadHash) ? createHash('sha256') : undefined;
  const wantsMd5 = contentMd5 !== undefined || payloadHash !== 'UNSIGNED-PAYLOAD' || declared <= ALWAYS_MD5_BYTES;
  const md5 = wantsMd5 ? createHash('md5') : undefined;
  const trailers = new Map<string, string>();

  let bytes = 0;
  for await (const data of streamed ? decodeChunks(chunks, trailers, signed ? signing : undefined) : chunks) {
    bytes += data.length;
    if (bytes > declared) throw new S3Error('IncompleteBody', 'the payload is longer than declared');
    sha256?.update(data);
    md5?.update(data);
    checksum?.update(data);
    await store(data);
  }
  if (bytes < declared) throw new S3Error('IncompleteBody', 'the payload is shorter than declared');
  if (sha256 && sha256.digest('hex') !== payloadHash)
    throw new S3Error('XAmzContentSHA256Mismatch', 'the payload does not have the SHA-256 that was signed');
  const md5Bytes = md5?.digest();
  if (contentMd5 !== undefined && md5Bytes?.toString('base64') !== contentMd5) throw badDigest('Content-MD5');
  const etag = md5Bytes?.toString('hex') ?? `${randomBytes(16).toString('hex')}-1`;
  if (name === undefined || checksum === undefined) return { bytes, etag };
  const value = checksum.digest();
  const claimed = header(`x-amz-checksum-${name}`) ?? trailers.get(`x-amz-checksum-${name}`);
  if (claimed === undefined && name !== compute)
    throw new S3Error('InvalidRequest', 'the checksum announced as a trailer is missing');
  if (claimed !== undefined && claimed !== value) throw badDigest(`x-amz-checksum-${name}`);
  return { bytes, etag, checksum: { name, value } };
}

/** The one checksum a request brings along, in a header or announced as a trailer. */
function checksumOf(header: HeaderLookup): ChecksumName | undefined {
  const announced = (header('x-amz-trailer') ?? '').split(',').map((name) => name.trim().toLowerCase());
  const brought = CHECKSUMS.filter(
    (name) => header(`x-amz-checksum-${name}`) !== undefined || announced.includes(`x-amz-checksum-${name}`),
  );
  if (brought.length > 1) throw new S3Error('InvalidRequest', 'a request may bring only one checksum');
  return brought[0];
}

function badDigest(name: string): S3Error {
  return new S3Error('BadDigest', `${name} is not that of the payload received`);
}
