import { Aws } from 'aws-cdk-lib';
import { DATA_TABLE, dataBucket, INDEX_FOLDER, PARAMETER, runBucket, siteBucket } from '../../domain/names.ts';
import { ARN } from './arns.ts';
import type { Permission } from './permission.ts';

/** Where the product is deployed: permissions name nothing outside. */
export interface Where {
  readonly home: string;
  readonly regions: readonly string[];
}

const ACCOUNT = Aws.ACCOUNT_ID;

/**
 * A run's records, errands and lines. Also what presigned URLs of errands are signed with. Listing is not held to a prefix: with that
 * condition S3 answers 403 instead of 404 for a key that is not there, and the bucket holds nothing but runs.
 */
export function records({ home }: Where): Permission[] {
  const bucket = runBucket(ACCOUNT, home);
  return [
    { actions: ['s3:ListBucket'], resources: [ARN.bucket(bucket)] },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [ARN.objects(bucket, 'runs/*')],
      because: 'a run names its records itself; the bucket holds nothing but runs',
    },
  ];
}

/** Deletes errands: their URLs are good for an hour. Records stay. */
export function errands({ home }: Where): Permission[] {
  return [
    {
      actions: ['s3:DeleteObject'],
      resources: [ARN.objects(runBucket(ACCOUNT, home), 'runs/*/records/errands/*')],
      because: 'errands of any run, of any lane; records themselves cannot be deleted',
    },
  ];
}

const dataObjects = ({ regions }: Where) => regions.map((region) => ARN.objects(dataBucket(ACCOUNT, region), 'firstbyte/*'));
const dataBuckets = ({ regions }: Where) => regions.map((region) => ARN.bucket(dataBucket(ACCOUNT, region)));
const dataTables = ({ regions }: Where) => regions.map((region) => ARN.table(region, DATA_TABLE));
const ANY_OBJECT = 'objects are named by run and cell; the bucket holds nothing else';

/** What a presigned URL of a measured request may do, and the keys to sign for other providers. */
export function signing(where: Where): Permission[] {
  return [
    { actions: ['s3:GetObject', 's3:PutObject'], resources: dataObjects(where), because: ANY_OBJECT },
    {
      actions: ['ssm:GetParameter'],
      resources: [ARN.parameter(where.home, `${PARAMETER.keys('', '').replace(/\/+$/, '')}/*`)],
      because: 'one parameter a provider and region, added when keys are: npm run keys',
    },
  ];
}

/** Opens stores, says whose they are and fills them. */
export function filling(where: Where): Permission[] {
  return [
    // A run takes a prefix for its own only where nothing lies below it: that is asked by listing.
    { actions: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'], resources: dataBuckets(where) },
    {
      actions: ['dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan'],
      resources: dataTables(where),
    },
  ];
}

/** Empties stores of one run and lists what is left in them. */
export function emptying(where: Where): Permission[] {
  return [
    ...filling(where),
    {
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:AbortMultipartUpload'],
      resources: dataObjects(where),
      because: ANY_OBJECT,
    },
    { actions: ['dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'], resources: dataTables(where) },
  ];
}

/** Writes a page into the private site bucket, puts it among all runs, and learns the site's address. */
export function publishing({ home }: Where): Permission[] {
  const bucket = siteBucket(ACCOUNT, home);
  return [
    // The folder of the page of all runs is found by its beginning: its address is kept nowhere else.
    { actions: ['s3:ListBucket'], resources: [ARN.bucket(bucket)] },
    {
      actions: ['s3:GetObject'],
      resources: [ARN.objects(bucket, `${INDEX_FOLDER}*`)],
      because: 'the folder of the page of all runs has an unguessable name',
    },
    {
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: [ARN.objects(bucket, '*')],
      because: 'each run has an unguessable folder of its own',
    },
    { actions: ['ssm:GetParameter'], resources: [ARN.parameter(home, PARAMETER.siteUrl)] },
  ];
}
