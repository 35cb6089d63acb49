import { createHash } from 'node:crypto';
import { openSync } from 'node:fs';
import { xmlAnswer } from '../answer.ts';
import { CHECKSUMS, type ObjectChecksum, runningChecksum } from '../checksums.ts';
import { fileSink } from '../file-sink.ts';
import { fileChunks, footerOf, type StoredObject } from '../object-file.ts';
import { checkWrite } from '../preconditions.ts';
import { S3Error } from '../s3-error.ts';
import { type MultipartUpload, removeParts, type UploadedPart } from '../uploads.ts';
import { contentsOf, textOf, toXml } from '../xml.ts';
import { type Operation, xmlOf } from './call.ts';

const MIN_PART_BYTES = 5 * 1024 * 1024;

/** Writes the parts one after the other into one object, under the conditions of any write. */
export const completeMultipartUpload: Operation = async (call, { buckets, uploads }) => {
  const { bucket, key, query } = call.target;
  uploads.find(bucket, key, query.get('uploadId') ?? '');
  const xml = await xmlOf(call, 'CompleteMultipartUpload');
  const header = (name: string) => call.headers.get(name);
  checkWrite(buckets.peek(bucket, key), header);
  const upload = uploads.take(bucket, key, query.get('uploadId') ?? '');
  const sink = fileSink(buckets.incomingPath());
  try {
    const parts = partsOf(xml, upload);
    const whole = upload.checksum?.type === 'FULL_OBJECT' ? runningChecksum(upload.checksum.name) : undefined;
    for (const { path, bytes } of parts)
      for await (const chunk of fileChunks(openSync(path, 'r'), bytes)) {
        whole?.update(chunk);
        await sink.write(chunk);
      }
    const checksum = checksumOf(upload, parts, whole?.digest());
    const claimed = checksum && header(`x-amz-checksum-${checksum.name}`);
    if (claimed !== undefined && claimed !== checksum?.value)
      throw new S3Error('BadDigest', 'the checksum given is not that of the whole object');
    const object: StoredObject = {
      key,
      etag: etagOf(parts),
      modifiedAt: Date.now(),
      headers: upload.headers,
      ...buckets.versionOfWrite(),
      bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
      ...(checksum ? { checksum } : {}),
    };
    await sink.write(footerOf(object));
    await sink.finish();
    buckets.publish(bucket, object, sink.path);
    await removeParts(upload);
    const named = checksum ? { [`Checksum${checksum.name.toUpperCase()}`]: checksum.value, ChecksumType: checksum.type } : {};
    const tree = { Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: `"${object.etag}"`, ...named };
    return xmlAnswer(200, toXml('CompleteMultipartUploadResult', tree));
  } catch (error) {
    uploads.putBack(upload);
    await sink.discard();
    throw error;
  }
};

/** The parts a completion names. Throws `MalformedXML`, `InvalidPartOrder`, `InvalidPart` or `EntityTooSmall`. */
function partsOf(xml: string, upload: MultipartUpload): UploadedPart[] {
  const named = contentsOf(xml, 'Part');
  if (named.length === 0) throw new S3Error('MalformedXML', 'a completion names at least one part');
  const numbers = named.map((text) => Number(textOf(text, 'PartNumber')));
  if (numbers.some((number, i) => !(number > (numbers[i - 1] ?? 0))))
    throw new S3Error('InvalidPartOrder', 'parts are named in ascending order');
  return named.map((text, i) => {
    const number = numbers[i] as number;
    const part = upload.parts.get(number);
    const claimed = CHECKSUMS.map((name) => textOf(text, `Checksum${name.toUpperCase()}`)).find((value) => value !== undefined);
    const wrong = claimed !== undefined && part?.checksum !== undefined && claimed !== part.checksum;
    if (!part || wrong || textOf(text, 'ETag')?.replaceAll('"', '') !== part.etag)
      throw new S3Error('InvalidPart', 'a part is missing or is another than named', { UploadId: upload.id, PartNumber: number });
    if (i < named.length - 1 && part.bytes < MIN_PART_BYTES)
      throw new S3Error('EntityTooSmall', 'every part but the last has at least 5 MiB', {
        ProposedSize: part.bytes,
        MinSizeAllowed: MIN_PART_BYTES,
        PartNumber: number,
      });
    return part;
  });
}

/** MD5 over the parts' MD5s and their number, as S3 makes it. */
function etagOf(parts: readonly UploadedPart[]): string {
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.slice(0, 32), 'hex')));
  return `${createHash('md5').update(digests).digest('hex')}-${parts.length}`;
}

function checksumOf(
  { checksum }: MultipartUpload,
  parts: readonly UploadedPart[],
  whole: string | undefined,
): ObjectChecksum | undefined {
  if (!checksum) return undefined;
  if (whole !== undefined) return { ...checksum, value: whole };
  const composed = runningChecksum(checksum.name);
  for (const part of parts) composed.update(Buffer.from(part.checksum ?? '', 'base64'));
  return { ...checksum, value: `${composed.digest()}-${parts.length}` };
}
