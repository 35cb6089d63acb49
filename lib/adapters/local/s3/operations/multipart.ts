import { emptyAnswer, xmlAnswer } from '../answer.ts';
import { checksumNamed } from '../checksums.ts';
import { fileSink } from '../file-sink.ts';
import { receiveObject } from '../receive-object.ts';
import { S3Error } from '../s3-error.ts';
import { keepPart, type MultipartUpload, removeParts } from '../uploads.ts';
import { toXml } from '../xml.ts';
import type { Call, Operation, Service } from './call.ts';
import { keptHeaders } from './object-headers.ts';

export const MAX_PART_NUMBER = 10_000;

export const createMultipartUpload: Operation = (call, { buckets, uploads }) => {
  const { bucket, key } = call.target;
  buckets.check(bucket);
  const checksum = checksumOf(call);
  const upload = uploads.start({ bucket, key, headers: keptHeaders(call.headers), ...(checksum ? { checksum } : {}) });
  const answer = xmlAnswer(200, toXml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: upload.id }));
  if (!checksum) return answer;
  const headers = { 'x-amz-checksum-algorithm': checksum.name.toUpperCase(), 'x-amz-checksum-type': checksum.type };
  return { ...answer, headers: { ...answer.headers, ...headers } };
};

export const uploadPart: Operation = async (call, { buckets, uploads }) => {
  const upload = uploadOf(call, { uploads });
  const number = Number(call.target.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PART_NUMBER)
    throw new S3Error('InvalidArgument', `a part number is a whole number from 1 to ${MAX_PART_NUMBER}`);
  const sink = fileSink(buckets.incomingPath());
  try {
    const header = (name: string) => call.headers.get(name);
    const { bytes, etag, checksum } = await receiveObject(
      call.upload.chunks(),
      header,
      call.auth,
      sink.write,
      upload.checksum?.name,
    );
    call.stored = bytes;
    await sink.finish();
    const value = checksum?.name === upload.checksum?.name ? checksum?.value : undefined;
    const part = { number, bytes, etag, modifiedAt: Date.now(), path: sink.path, ...(value ? { checksum: value } : {}) };
    await keepPart(uploads, upload, part);
    return emptyAnswer(200, { etag: `"${etag}"`, ...(checksum ? { [`x-amz-checksum-${checksum.name}`]: checksum.value } : {}) });
  } catch (error) {
    await sink.discard();
    throw error;
  }
};

export const abortMultipartUpload: Operation = async ({ target }, { uploads }) => {
  const upload = uploads.take(target.bucket, target.key, target.query.get('uploadId') ?? '');
  await removeParts(upload);
  return emptyAnswer(204);
};

export function uploadOf({ target }: Call, { uploads }: Pick<Service, 'uploads'>): MultipartUpload {
  return uploads.find(target.bucket, target.key, target.query.get('uploadId') ?? '');
}

/** CRC64NVME always covers the whole object, SHA never does, the other two are composed of the parts' unless asked otherwise. */
function checksumOf({ headers }: Call): MultipartUpload['checksum'] {
  const algorithm = headers.get('x-amz-checksum-algorithm');
  if (algorithm === undefined) return undefined;
  const name = checksumNamed(algorithm);
  if (!name) throw new S3Error('InvalidRequest', `there is no checksum ${algorithm}`);
  const usual = name === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE';
  const type = headers.get('x-amz-checksum-type')?.toUpperCase() ?? usual;
  const allowed =
    name === 'crc64nvme' ? type === 'FULL_OBJECT' : type === 'COMPOSITE' || (name.startsWith('crc') && type === 'FULL_OBJECT');
  if (!allowed) throw new S3Error('InvalidRequest', `${algorithm} cannot be of the type ${type}`);
  return { name, type: type as 'FULL_OBJECT' | 'COMPOSITE' };
}
