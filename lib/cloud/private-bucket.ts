import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Days after which objects go by themselves; undefined keeps them. Unfinished uploads go after a day in any case. */
export interface PrivateBucketProps {
  readonly bucketName: string;
  readonly days?: number;
}

/** Nobody's but ours: no public access, encrypted, by TLS only. `npm run destroy` empties it, so nothing in a stack does. */
export function privateBucket(scope: Construct, id: string, { bucketName, days }: PrivateBucketProps): Bucket {
  const bucket = new Bucket(scope, id, {
    bucketName,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
    lifecycleRules: [
      { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ...(days === undefined ? [] : [{ id: 'old-objects', expiration: Duration.days(days) }]),
    ],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'An access log would need a bucket of its own that grows with every run; only roles of these stacks can reach this one.',
  });
  return bucket;
}
