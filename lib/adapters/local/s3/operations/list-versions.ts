import { xmlAnswer } from '../answer.ts';
import { byUtf8 } from '../listing.ts';
import type { StoredObject } from '../object-file.ts';
import { S3Error } from '../s3-error.ts';
import { toXml } from '../xml.ts';
import { countOf, type Operation } from './call.ts';
import { encoder } from './list-objects.ts';

const MAX_ENTRIES = 1000;

/** ListObjectVersions: by key, newest first; the two markers together say where a page begins, and need not exist any more. */
export const listVersions: Operation = (call, { buckets }) => {
  const { bucket, query } = call.target;
  if (!buckets.versioned) throw new S3Error('NotImplemented', 'this stand-in keeps no versions');
  if (query.has('delimiter')) throw new S3Error('NotImplemented', 'this stand-in lists versions without a delimiter');
  const prefix = query.get('prefix') ?? '';
  const [keyMarker, versionMarker] = ['key-marker', 'version-id-marker'].map((name) => query.get(name) ?? '') as [string, string];
  const limit = countOf(call, 'max-keys', MAX_ENTRIES);
  const isLater = ({ key, version = '' }: StoredObject) => {
    const order = byUtf8(key, keyMarker);
    return order > 0 || (order === 0 && versionMarker !== '' && version < versionMarker);
  };
  const later = buckets.versions(bucket).filter((one) => one.key.startsWith(prefix) && (keyMarker === '' || isLater(one)));
  const page = later.slice(0, limit);
  const last = later.length > page.length ? page.at(-1) : undefined;
  const encode = encoder(query.get('encoding-type'));
  const entry = (one: StoredObject) => ({
    Key: encode(one.key),
    VersionId: one.version,
    IsLatest: buckets.newest(bucket, one.key) === one.version,
    LastModified: new Date(one.modifiedAt).toISOString(),
  });
  return xmlAnswer(
    200,
    toXml('ListVersionsResult', {
      Name: bucket,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker,
      NextKeyMarker: last && encode(last.key),
      NextVersionIdMarker: last?.version,
      EncodingType: query.get('encoding-type'),
      MaxKeys: limit,
      IsTruncated: last !== undefined,
      Version: page
        .filter(({ hides }) => !hides)
        .map((one) => ({ ...entry(one), ETag: `"${one.etag}"`, Size: one.bytes, StorageClass: 'STANDARD' })),
      DeleteMarker: page.filter(({ hides }) => hides).map(entry),
    }),
  );
};
