import { close } from 'node:fs';
import { type Answer, emptyAnswer, fileBody } from '../answer.ts';
import { notModified } from '../preconditions.ts';
import { type ByteRange, parseRange } from '../range.ts';
import type { Operation } from './call.ts';
import { describing, overridden } from './object-headers.ts';

export const getObject: Operation = ({ target, headers }, { buckets }) => {
  const { object, fd } = buckets.open(target.bucket, target.key);
  try {
    const header = (name: string) => headers.get(name);
    if (notModified(object, header)) {
      close(fd);
      return emptyAnswer(304, { etag: `"${object.etag}"` });
    }
    const range = parseRange(header('range'), object.bytes);
    const { start, bytes } = range ?? { start: 0, bytes: object.bytes };
    const checksum = !range && header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
    const described = { ...describing(object, checksum), ...overridden(target.query) };
    return { ...rangeHead(described, range, object.bytes), body: fileBody(fd, start, bytes) };
  } catch (error) {
    close(fd);
    throw error;
  }
};

export const headObject: Operation = ({ target, headers }, { buckets }) => {
  const object = buckets.find(target.bucket, target.key);
  const header = (name: string) => headers.get(name);
  if (notModified(object, header)) return emptyAnswer(304, { etag: `"${object.etag}"` });
  const range = parseRange(header('range'), object.bytes);
  const checksum = !range && header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const { status, headers: head } = rangeHead(describing(object, checksum), range, object.bytes);
  return { ...emptyAnswer(status, head), announcedBytes: range?.bytes ?? object.bytes };
};

function rangeHead(headers: Answer['headers'], range: ByteRange | undefined, size: number): Pick<Answer, 'status' | 'headers'> {
  if (!range) return { status: 200, headers };
  const { start, bytes } = range;
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${start + bytes - 1}/${size}` } };
}
