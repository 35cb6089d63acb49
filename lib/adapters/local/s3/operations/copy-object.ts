import { xmlAnswer } from '../answer.ts';
import { fileSink } from '../file-sink.ts';
import { fileChunks, footerOf, type StoredObject } from '../object-file.ts';
import { parseTarget, type Target } from '../request-target.ts';
import { S3Error } from '../s3-error.ts';
import { toXml } from '../xml.ts';
import type { Call, Operation } from './call.ts';
import { keptHeaders } from './object-headers.ts';

export const copyObject: Operation = async (call, { buckets }) => {
  const { bucket, key } = call.target;
  const source = sourceOf(call);
  const replace = call.headers.get('x-amz-metadata-directive')?.toUpperCase() === 'REPLACE';
  if (!replace && source.bucket === bucket && source.key === key)
    throw new S3Error('InvalidRequest', 'a copy onto itself has to replace the metadata');
  buckets.check(bucket);
  const headers = replace ? keptHeaders(call.headers) : undefined;
  const { object: original, fd } = buckets.open(source.bucket, source.key);
  const object: StoredObject = {
    ...original,
    key,
    modifiedAt: Date.now(),
    headers: headers ?? original.headers,
    ...buckets.versionOfWrite(),
  };
  const sink = fileSink(buckets.incomingPath());
  try {
    for await (const chunk of fileChunks(fd, object.bytes)) await sink.write(chunk);
    await sink.write(footerOf(object));
    await sink.finish();
    buckets.publish(bucket, object, sink.path);
  } catch (error) {
    await sink.discard();
    throw error;
  }
  const LastModified = new Date(object.modifiedAt).toISOString();
  return xmlAnswer(200, toXml('CopyObjectResult', { ETag: `"${object.etag}"`, LastModified }));
};

function sourceOf({ headers }: Call): Target {
  const source = headers.get('x-amz-copy-source') ?? '';
  const target = parseTarget(source.startsWith('/') ? source : `/${source}`, '');
  if (target.bucket === '' || target.key === '')
    throw new S3Error('InvalidArgument', 'x-amz-copy-source has to be <bucket>/<key>');
  if (target.query.has('versionId')) throw new S3Error('NotImplemented', 'only the newest version can be copied');
  return target;
}
