import { emptyAnswer, xmlAnswer } from '../answer.ts';
import { CHECKSUMS } from '../checksums.ts';
import { S3Error } from '../s3-error.ts';
import { contentsOf, textOf, toXml } from '../xml.ts';
import { type Operation, type Service, xmlOf } from './call.ts';

const MAX_KEYS = 1000;

export const deleteObject: Operation = ({ target }, { buckets }) => {
  remove(buckets, target.bucket, { key: target.key, version: target.query.get('versionId') });
  return emptyAnswer(204);
};

export const deleteObjects: Operation = async (call, { buckets }) => {
  const { bucket } = call.target;
  const verified = ['content-md5', ...CHECKSUMS.map((name) => `x-amz-checksum-${name}`), 'x-amz-trailer'];
  if (!verified.some((name) => call.headers.has(name)))
    throw new S3Error('InvalidRequest', 'this request has to bring Content-MD5 or a checksum');
  const xml = await xmlOf(call, 'Delete');
  buckets.check(bucket);
  const named = contentsOf(xml, 'Object').map((object) => ({
    key: textOf(object, 'Key') ?? '',
    version: textOf(object, 'VersionId'),
  }));
  if (named.length === 0 || named.length > MAX_KEYS || named.some(({ key }) => key === ''))
    throw new S3Error('MalformedXML', `Delete names 1 to ${MAX_KEYS} objects by key`);
  for (const one of named) remove(buckets, bucket, one);
  const quiet = textOf(xml, 'Quiet') === 'true';
  const Deleted = named.map(({ key, version }) => ({ Key: key, VersionId: version }));
  return xmlAnswer(200, toXml('DeleteResult', quiet ? {} : { Deleted }));
};

function remove(
  buckets: Service['buckets'],
  bucket: string,
  { key, version }: { key: string; version: string | undefined },
): void {
  if (version !== undefined && !buckets.versioned) throw new S3Error('NotImplemented', 'this stand-in keeps no versions');
  if (version === undefined) buckets.removeObject(bucket, key);
  else buckets.removeVersion(bucket, key, version);
}
