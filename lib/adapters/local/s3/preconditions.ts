import type { StoredObject } from './object-file.ts';
import type { HeaderLookup } from './receive-object.ts';
import { S3Error } from './s3-error.ts';

/**
 * Holds an object against If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since of a read (RFC 9110 13.2.2).
 * True when the answer is 304 without a body. Throws `PreconditionFailed`.
 */
export function notModified(object: StoredObject, header: HeaderLookup): boolean {
  const [match, noneMatch] = [header('if-match'), header('if-none-match')];
  const [since, unmodified] = [secondsOf(header('if-modified-since')), secondsOf(header('if-unmodified-since'))];
  const modified = Math.floor(object.modifiedAt / 1000);
  if (match !== undefined && !lists(match, object)) throw failed('If-Match');
  if (match === undefined && unmodified !== undefined && modified > unmodified) throw failed('If-Unmodified-Since');
  if (noneMatch !== undefined) return lists(noneMatch, object);
  return since !== undefined && modified <= since;
}

/** The conditions of a write: `If-None-Match: *` (must be new) and `If-Match` (must still be this one). */
export function checkWrite(current: StoredObject | undefined, header: HeaderLookup): void {
  if (header('if-none-match') === '*' && current) throw failed('If-None-Match');
  const match = header('if-match');
  if (match === undefined) return;
  if (!current) throw new S3Error('NoSuchKey', 'there is no object of this key to match');
  if (!lists(match, current)) throw failed('If-Match');
}

function lists(header: string, { etag }: StoredObject): boolean {
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''));
  return tags.includes('*') || tags.includes(etag);
}

function secondsOf(header: string | undefined): number | undefined {
  const ms = Date.parse(header ?? '');
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', 'a condition of the request does not hold', { Condition: condition });
}
