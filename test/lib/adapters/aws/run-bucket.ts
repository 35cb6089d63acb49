import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type S3Records, s3Records } from '../../../../lib/adapters/aws/records.ts';
import type { S3StandInConfig } from '../../../../lib/adapters/local/s3/config.ts';
import { recordsPrefix } from '../../../../lib/domain/names.ts';
import { type RunningStandIn, startStandIn } from '../local/s3/stand-in.ts';

export const BUCKET = 'firstbyte-runs-test';

/** The S3 stand-in as the private run bucket. */
export interface RunBucket {
  readonly standIn: RunningStandIn;
  readonly s3: S3Client;
  records(run: string): S3Records;
  stop(): Promise<unknown>;
}

export async function runBucketStandIn(given: Partial<S3StandInConfig> = {}): Promise<RunBucket> {
  const standIn = await startStandIn(given);
  const s3 = standIn.client({
    maxAttempts: 3,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    standIn,
    s3,
    records: (run) => s3Records({ s3, bucket: BUCKET, prefix: recordsPrefix(run) }),
    stop: () => standIn.stop(),
  };
}
