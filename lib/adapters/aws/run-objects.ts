import { AbortMultipartUploadCommand, DeleteObjectCommand } from '@aws-sdk/client-s3';
import { inParallel } from '../../domain/in-parallel.ts';
import { dataBucket, recordsPrefix, runBucket, siteBucket } from '../../domain/names.ts';
import { RECORD } from '../../pipeline/run-records.ts';
import { storedPages, uploadPages } from '../stores/bucket-pages.ts';
import { failureName } from '../stores/store-failure.ts';
import { patiently } from '../stores/throttled.ts';
import type { RunToRemove } from './removal.ts';

const AT_ONCE = 16;
/** How long a listing that S3 throttles is asked for again. */
const PATIENCE_SECONDS = 30;
const waiting = <T>(work: () => Promise<T>): Promise<T> => patiently(PATIENCE_SECONDS, work);

/** Keys of the errands that still lie in the run bucket, without the run's prefix. */
export const errandKeys = ({ records }: RunToRemove): Promise<readonly string[]> => records.list('errands/');

/** Errands hold signed URLs: none outlives its run. */
export async function deleteErrands(one: RunToRemove): Promise<void> {
  const { run, deployment, clients } = one;
  const Bucket = runBucket(deployment.account, deployment.home);
  const s3 = clients.s3(deployment.home);
  await inParallel(await errandKeys(one), AT_ONCE, async (key) => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: recordsPrefix(run) + key }));
  });
}

/** Unfinished multipart uploads of a run's records and page. */
async function uploadsOf({ run, deployment, clients, records }: RunToRemove) {
  const { account, home } = deployment;
  const secret = (await RECORD.request.read(records))?.secret;
  const places = [
    { bucket: runBucket(account, home), prefix: recordsPrefix(run) },
    ...(secret ? [{ bucket: siteBucket(account, home), prefix: `${secret}/` }] : []),
  ];
  const found = places.map(async ({ bucket, prefix }) => {
    const uploads = await collected(uploadPages(clients.s3(home), bucket, prefix, waiting));
    return uploads.map((upload) => ({ bucket, ...upload }));
  });
  return (await Promise.all(found)).flat();
}

export const countUploads = async (one: RunToRemove): Promise<number> => (await uploadsOf(one)).length;

export async function abortUploads(one: RunToRemove): Promise<void> {
  const s3 = one.clients.s3(one.deployment.home);
  for (const { bucket, key, id } of await uploadsOf(one))
    await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id }));
}

/** Objects, versions and unfinished uploads of a run in data buckets that none of its stores has on record: there should never be any. */
export async function unrecordedObjects({ run, deployment, clients, records }: RunToRemove): Promise<number> {
  const recorded = new Set(await records.list('stores/'));
  const regions = deployment.regions.filter((region) => !recorded.has(RECORD.store.key(`s3.${region}`)));
  const counts = regions.map(async (region) => {
    const [s3, bucket, prefix] = [clients.s3(region), dataBucket(deployment.account, region), `firstbyte/${run}/`];
    const [stored, uploads] = await Promise.all([
      collected(storedPages(s3, bucket, prefix, waiting)),
      collected(uploadPages(s3, bucket, prefix, waiting)),
    ]);
    return stored.length + uploads.length;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** All of a listing; nothing where the bucket itself is not there. */
async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  try {
    for await (const page of pages) all.push(...page);
  } catch (error) {
    if (failureName(error) !== 'NoSuchBucket') throw error;
  }
  return all;
}
