import { emptyAnswer, xmlAnswer } from '../answer.ts';
import { CHECKSUMS } from '../checksums.ts';
import { S3Error } from '../s3-error.ts';
import { contentsOf, textOf, toXml } from '../xml.ts';
import { type Operation, xmlOf } from './call.ts';

const MAX_KEYS = 1000;

export const deleteObject: Operation = ({ target }, { buckets }) => {
  buckets.removeObject(target.bucket, target.key);
  return emptyAnswer(204);
};

export const deleteObjects: Operation = async (call, { buckets }) => {
  const { bucket } = call.target;
  const verified = ['content-md5', ...CHECKSUMS.map((name) => `x-amz-checksum-${name}`), 'x-amz-trailer'];
  if (!verified.some((name) => call.headers.has(name)))
    throw new S3Error('InvalidRequest', 'this request has to bring Content-MD5 or a checksum');
  const xml = await xmlOf(call, 'Delete');
  buckets.check(bucket);
  const keys = contentsOf(xml, 'Object').map((object) => textOf(object, 'Key'));
  if (keys.length === 0 || keys.length > MAX_KEYS || keys.some((key) => !key))
    throw new S3Error('MalformedXML', `Delete names 1 to ${MAX_KEYS} objects by key`);
  for (const key of keys) buckets.removeObject(bucket, key as string);
  const quiet = textOf(xml, 'Quiet') === 'true';
  return xmlAnswer(200, toXml('DeleteResult', quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) }));
};
