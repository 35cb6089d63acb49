import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

const FOLDER = 'runs/';

/** Ids of all runs with records in the run bucket, newest first: an id begins with its time. */
export async function recordedRuns(s3: S3Client, bucket: string): Promise<string[]> {
  const runs: string[] = [];
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix: FOLDER, Delimiter: '/' },
  ))
    runs.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(FOLDER.length, -1)));
  return runs.toSorted().toReversed();
}
