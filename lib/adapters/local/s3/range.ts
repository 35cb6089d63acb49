import { S3Error } from './s3-error.ts';

/** Bytes start..start+bytes of an object. */
export interface ByteRange {
  readonly start: number;
  readonly bytes: number;
}

/**
 * The stretch a Range header asks for: `bytes=a-b`, `a-` or `-n`. Undefined where the whole object is to be sent: without the
 * header, and for several or malformed ranges, which S3 ignores. Throws `InvalidRange` for one beyond the object.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [from, to] = [match[1], match[2]].map((text) => (text ? Number(text) : undefined));
  if (from !== undefined && to !== undefined && to < from) return undefined;
  const start = from ?? Math.max(0, size - (to ?? 0));
  const end = from === undefined ? size : Math.min(size, (to ?? size) + 1);
  if (start >= size)
    throw new S3Error('InvalidRange', 'the range lies beyond the object', {
      RangeRequested: header ?? '',
      ActualObjectSize: size,
    });
  return { start, bytes: end - start };
}
