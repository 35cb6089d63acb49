import { emptyAnswer } from '../answer.ts';
import { fileSink } from '../file-sink.ts';
import { footerOf, type StoredObject } from '../object-file.ts';
import { checkWrite } from '../preconditions.ts';
import { receiveObject } from '../receive-object.ts';
import type { Operation } from './call.ts';
import { checksumHeaders, keptHeaders, versionHeader } from './object-headers.ts';

/** Stores an object; the one before of the same key stays readable, whole, until this one is whole. */
export const putObject: Operation = async (call, { buckets }) => {
  const { bucket, key } = call.target;
  const header = (name: string) => call.headers.get(name);
  buckets.check(bucket);
  checkWrite(buckets.peek(bucket, key), header);
  const headers = keptHeaders(call.headers);
  const sink = fileSink(buckets.incomingPath());
  try {
    const received = await receiveObject(call.upload.chunks(), header, call.auth, sink.write);
    call.stored = received.bytes;
    const { bytes, etag, checksum } = received;
    const object: StoredObject = {
      key,
      bytes,
      etag,
      headers,
      modifiedAt: Date.now(),
      ...buckets.versionOfWrite(),
      ...(checksum ? { checksum: { ...checksum, type: 'FULL_OBJECT' } } : {}),
    };
    await sink.write(footerOf(object));
    await sink.finish();
    checkWrite(buckets.peek(bucket, key), header); // another write may have come first
    buckets.publish(bucket, object, sink.path);
    return emptyAnswer(200, { etag: `"${etag}"`, ...checksumHeaders(object), ...versionHeader(object) });
  } catch (error) {
    await sink.discard();
    throw error;
  }
};
