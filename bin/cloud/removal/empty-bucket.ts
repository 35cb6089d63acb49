import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Deletes every object, version, delete marker and unfinished upload of a bucket. Returns how many. None for a bucket that is not there. */
export async function emptyBucket(s3: S3Client, Bucket: string): Promise<number> {
  let deleted = 0;
  try {
    // Always the first page again: what was listed is gone by then.
    for (;;) {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
      if (Uploads.length === 0) break;
      for (const { Key, UploadId } of Uploads) await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      deleted += Uploads.length;
    }
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (Objects.length === 0) return deleted;
      const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      if (Errors[0]) throw new Error(`${Bucket}: ${Errors.length} objects cannot be deleted: ${Errors[0].Code}`);
      deleted += Objects.length;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return deleted;
    throw error;
  }
}

/** Empties and deletes a bucket that no stack owns any more. */
export async function deleteBucket(s3: S3Client, bucket: string): Promise<void> {
  await emptyBucket(s3, bucket);
  await s3.send(new DeleteBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'NoSuchBucket')) throw error;
  });
}
