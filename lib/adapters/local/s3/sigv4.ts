import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

// AWS Signature Version 4 as S3 uses it: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What a signature covers besides the scope. `path` is decoded; `query` comes without its signature. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: Iterable<readonly [string, string]>;
  /** Lower-case names with their values, in the order of SignedHeaders. */
  readonly headers: readonly (readonly [string, string])[];
  readonly payloadHash: string;
}

/** `<date>/<region>/s3/aws4_request`. */
export type Scope = string;

export function canonicalRequest({ method, path, query, headers, payloadHash }: CanonicalParts): string {
  const pairs = [...query].map(([name, value]) => [uriEncoded(name), uriEncoded(value)] as const);
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return [
    method,
    path.split('/').map(uriEncoded).join('/'),
    pairs.map((pair) => pair.join('=')).join('&'),
    ...headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    headers.map(([name]) => name).join(';'),
    payloadHash,
  ].join('\n');
}

export function signingKey(secret: string, scope: Scope): Buffer {
  return scope
    .split('/')
    .reduce<Buffer>((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from(`AWS4${secret}`));
}

/** The signature of a text: of a canonical request's hash, a chunk or a trailer, each under its own algorithm name. */
export function signature(key: Buffer, algorithm: string, amzDate: string, scope: Scope, ...lines: readonly string[]): string {
  return createHmac('sha256', key)
    .update([algorithm, amzDate, scope, ...lines].join('\n'))
    .digest('hex');
}

/** Compares in constant time. */
export function sameSignature(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** RFC 3986: everything but letters, digits, `-._~` is escaped, in upper-case hexadecimal. */
export function uriEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
