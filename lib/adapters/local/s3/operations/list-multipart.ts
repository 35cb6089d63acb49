import { xmlAnswer } from '../answer.ts';
import { byUtf8 } from '../listing.ts';
import { toXml } from '../xml.ts';
import { countOf, type Operation } from './call.ts';
import { encoder } from './list-objects.ts';
import { uploadOf } from './multipart.ts';

const MAX_ENTRIES = 1000;

export const listParts: Operation = (call, service) => {
  const upload = uploadOf(call, service);
  const limit = countOf(call, 'max-parts', MAX_ENTRIES);
  const marker = Number(call.target.query.get('part-number-marker') ?? 0);
  const later = [...upload.parts.values()].filter(({ number }) => number > marker).sort((a, b) => a.number - b.number);
  const page = later.slice(0, limit);
  const checksum = upload.checksum && `Checksum${upload.checksum.name.toUpperCase()}`;
  return xmlAnswer(
    200,
    toXml('ListPartsResult', {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number,
      MaxParts: limit,
      IsTruncated: later.length > page.length,
      ChecksumAlgorithm: upload.checksum?.name.toUpperCase(),
      ChecksumType: upload.checksum?.type,
      Part: page.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.modifiedAt).toISOString(),
        ETag: `"${part.etag}"`,
        Size: part.bytes,
        ...(checksum ? { [checksum]: part.checksum } : {}),
      })),
    }),
  );
};

/** Ordered by key, then by start; the two markers together say where a page begins. */
export const listMultipartUploads: Operation = (call, { buckets, uploads }) => {
  const { bucket, query } = call.target;
  buckets.check(bucket);
  const [prefix, keyMarker, idMarker] = ['prefix', 'key-marker', 'upload-id-marker'].map((name) => query.get(name) ?? '');
  const limit = countOf(call, 'max-uploads', MAX_ENTRIES);
  const all = uploads.list(bucket).sort((a, b) => byUtf8(a.key, b.key) || a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  const marked = all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const later = all
    .filter(({ key }, i) => (marked >= 0 ? i > marked : byUtf8(key, keyMarker ?? '') > 0 || !keyMarker))
    .filter(({ key }) => key.startsWith(prefix ?? ''));
  const page = later.slice(0, limit);
  const encode = encoder(query.get('encoding-type'));
  return xmlAnswer(
    200,
    toXml('ListMultipartUploadsResult', {
      Bucket: bucket,
      KeyMarker: encode(keyMarker ?? ''),
      UploadIdMarker: idMarker,
      NextKeyMarker: encode(page.at(-1)?.key ?? ''),
      NextUploadIdMarker: page.at(-1)?.id ?? '',
      Prefix: encode(prefix ?? ''),
      EncodingType: query.get('encoding-type'),
      MaxUploads: limit,
      IsTruncated: later.length > page.length,
      Upload: page.map(({ key, id, startedAt }) => ({
        Key: encode(key),
        UploadId: id,
        StorageClass: 'STANDARD',
        Initiated: new Date(startedAt).toISOString(),
      })),
    }),
  );
};
