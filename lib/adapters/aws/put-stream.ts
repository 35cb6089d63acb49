import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** What every request of one object says. */
export interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

/** S3 takes parts of at least 5 MiB. One part is held in memory, whatever the object's length. */
const PART_BYTES = 8 * 1024 * 1024;

/** Writes a stream of unknown length: one plain PUT up to 8 MiB, parts above. What fails leaves no unfinished upload behind. */
export async function putStream(
  s3: S3Client,
  target: Target,
  headers: { readonly ContentType: string; readonly CacheControl: string },
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  const parts = fullParts(body);
  const first = await parts.next();
  const only = first.value ?? new Uint8Array(0);
  if (only.length < PART_BYTES) {
    await s3.send(new PutObjectCommand({ ...target, ...headers, Body: only }));
    return;
  }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, ...headers }));
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    const upload = async (Body: Uint8Array) => {
      const PartNumber = Parts.length + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    };
    await upload(only);
    for await (const part of parts) await upload(part);
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {
      // The bucket's lifecycle aborts what cannot be aborted now; the first error says what went wrong.
    });
    throw error;
  }
}

/** The same bytes in parts of 8 MiB; the last one is shorter. */
async function* fullParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = Buffer.allocUnsafe(PART_BYTES);
  let bytes = 0;
  for await (const chunk of body) {
    let at = 0;
    while (at < chunk.length) {
      const taken = Math.min(chunk.length - at, PART_BYTES - bytes);
      held.set(chunk.subarray(at, at + taken), bytes);
      at += taken;
      bytes += taken;
      if (bytes < PART_BYTES) continue;
      yield held;
      held = Buffer.allocUnsafe(PART_BYTES);
      bytes = 0;
    }
  }
  if (bytes > 0) yield held.subarray(0, bytes);
}
