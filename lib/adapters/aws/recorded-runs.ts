import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

const FOLDER = 'runs/';

/** Ids of the runs with records in the run bucket that began after `since`: an id begins with its time, so older ones are not listed. */
export async function recordedRuns(s3: S3Client, bucket: string, since: Date): Promise<string[]> {
  const stamp = since.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const query = { Bucket: bucket, Prefix: FOLDER, Delimiter: '/', StartAfter: FOLDER + stamp };
  const runs: string[] = [];
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client: s3 }, query))
    runs.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(FOLDER.length, -1)));
  return runs;
}
