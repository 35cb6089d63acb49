import { xmlAnswer } from '../answer.ts';
import { listPage } from '../listing.ts';
import { uriEncoded } from '../sigv4.ts';
import { toXml } from '../xml.ts';
import { countOf, type Operation } from './call.ts';

const MAX_KEYS = 1000;

/** ListObjectsV2. A continuation token is the last entry of the page before, in base64. */
export const listObjects: Operation = (call, { buckets }) => {
  const { bucket, query } = call.target;
  const [prefix, delimiter, token] = [query.get('prefix') ?? '', query.get('delimiter') ?? '', query.get('continuation-token')];
  const after = token === undefined ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const limit = countOf(call, 'max-keys', MAX_KEYS);
  const page = listPage(buckets.sortedKeys(bucket), { prefix, delimiter, after, limit });
  const encode = encoder(query.get('encoding-type'));
  return xmlAnswer(
    200,
    toXml('ListBucketResult', {
      Name: bucket,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      StartAfter: query.has('start-after') ? encode(query.get('start-after') ?? '') : undefined,
      EncodingType: query.get('encoding-type'),
      MaxKeys: limit,
      KeyCount: page.keys.length + page.prefixes.length,
      IsTruncated: page.next !== undefined,
      ContinuationToken: token,
      NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
      Contents: page.keys.map((key) => {
        const { modifiedAt, etag, bytes, checksum } = buckets.find(bucket, key);
        return {
          Key: encode(key),
          LastModified: new Date(modifiedAt).toISOString(),
          ETag: `"${etag}"`,
          ChecksumAlgorithm: checksum?.name.toUpperCase(),
          ChecksumType: checksum?.type,
          Size: bytes,
          StorageClass: 'STANDARD',
        };
      }),
      CommonPrefixes: page.prefixes.map((one) => ({ Prefix: encode(one) })),
    }),
  );
};

/** `encoding-type=url` lets keys through that XML cannot carry. */
export function encoder(type: string | undefined): (text: string) => string {
  return type === 'url' ? (text) => text.split('/').map(uriEncoded).join('/') : (text) => text;
}
