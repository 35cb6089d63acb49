import { S3Error } from './s3-error.ts';

/** Where a request points: decoded bucket and key (empty when absent) and the decoded query in the order it was sent. */
export interface Target {
  /** The path as it was sent, still encoded, without the query. */
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}

const MAX_KEY_BYTES = 1024;

/**
 * Reads both addressing styles: `bucket.localhost` as the host name means virtual-host style, any other host path style.
 * Throws `InvalidURI` or `KeyTooLongError`.
 */
export function parseTarget(url: string, host: string): Target {
  const [path = '/', ...queries] = url.split('?');
  if (!path.startsWith('/')) throw new S3Error('InvalidURI', 'the request target is not a path');
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const fromHost = name.endsWith('.localhost') ? name.slice(0, -'.localhost'.length) : '';
  const [first = '', ...rest] = path.slice(1).split('/');
  const bucket = fromHost || decoded(first);
  const key = decoded(fromHost ? path.slice(1) : rest.join('/'));
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError', `a key has at most ${MAX_KEY_BYTES} bytes`);
  return { path, bucket, key, query: parseQuery(queries.join('?')) };
}

function parseQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split('&').filter(Boolean)) {
    const [name = '', ...value] = pair.split('=');
    query.set(decoded(name.replaceAll('+', ' ')), decoded(value.join('=').replaceAll('+', ' ')));
  }
  return query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', 'the request target holds a malformed percent escape');
  }
}
