import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';

/** The AWS clients of one process, one for each service and region: connections are kept, settings said once. */
export interface AwsClients {
  s3(region: string): S3Client;
  ec2(region: string): EC2Client;
  ssm(region: string): SSMClient;
  lambda(region: string): LambdaClient;
  scheduler(region: string): SchedulerClient;
  sfn(region: string): SFNClient;
  logs(region: string): CloudWatchLogsClient;
}

/** Credentials, and an endpoint other than AWS (`AWS_ENDPOINT_URL`), come from the environment as the SDK reads it. */
export function awsClients(): AwsClients {
  return {
    s3: regional(
      (region) =>
        new S3Client({
          region,
          // Without these the SDK signs a checksum of the empty body into presigned PUT URLs, and S3 refuses the real body.
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
          // An endpoint given by address has no bucket subdomains.
          forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
        }),
    ),
    ec2: regional((region) => new EC2Client({ region })),
    ssm: regional((region) => new SSMClient({ region })),
    lambda: regional((region) => new LambdaClient({ region })),
    scheduler: regional((region) => new SchedulerClient({ region })),
    sfn: regional((region) => new SFNClient({ region })),
    logs: regional((region) => new CloudWatchLogsClient({ region })),
  };
}

function regional<Client>(make: (region: string) => Client): (region: string) => Client {
  const made = new Map<string, Client>();
  return (region) => {
    const known = made.get(region);
    if (known) return known;
    const client = make(region);
    made.set(region, client);
    return client;
  };
}
