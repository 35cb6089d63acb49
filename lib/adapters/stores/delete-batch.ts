import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Stored } from './bucket-pages.ts';
import { failureStatus } from './store-failure.ts';
import { isThrottled } from './throttled.ts';

/** S3 takes no more names in one request. */
export const MOST_IN_A_BATCH = 1000;

/**
 * Deletes up to 1,000 objects or versions in one request and returns those that the service did not confirm: all of them where it has
 * no such request. Sent with Content-MD5, which every S3 understands, instead of the CRC32 that the SDK adds and B2 refuses
 * (aws-sdk-js-v3 issue 6819).
 */
export async function deleteBatch(client: S3Client, Bucket: string, batch: readonly Stored[]): Promise<readonly Stored[]> {
  const { DeleteObjectsCommand } = await import('@aws-sdk/client-s3');
  const Objects = batch.map(({ key, version }) => ({ Key: key, ...(version === undefined ? {} : { VersionId: version }) }));
  const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects } });
  command.middlewareStack.add(
    (next) => async (args) => {
      const { headers, body } = args.request as { headers: Record<string, string>; body: string };
      for (const name of Object.keys(headers)) if (/^x-amz-(sdk-)?checksum-/i.test(name)) delete headers[name];
      headers['content-md5'] = createHash('md5').update(body).digest('base64');
      return next(args);
    },
    // After the SDK has added its checksum, before it signs.
    { step: 'build', priority: 'low', name: 'contentMd5' },
  );
  try {
    const { Deleted = [] } = await client.send(command);
    const nameOf = (key = '', version = '') => JSON.stringify([key, version]);
    const confirmed = new Set(Deleted.map(({ Key, VersionId }) => nameOf(Key, VersionId)));
    return batch.filter(({ key, version }) => !confirmed.has(nameOf(key, version)));
  } catch (error) {
    const status = failureStatus(error);
    if (isThrottled(error) || ![400, 404, 405, 501].includes(status)) throw error;
    return batch;
  }
}
