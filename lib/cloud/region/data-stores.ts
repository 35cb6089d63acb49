import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { DATA_TABLE, dataBucket } from '../../domain/names.ts';
import { privateBucket } from '../private-bucket.ts';

/** What a run leaves behind by mistake goes by itself after this. */
const DAYS = 7;

/** What is measured in Amazon S3 and DynamoDB: nothing in it is worth keeping, and without objects and requests it costs nothing. */
export function dataStores(scope: Construct, region: string): void {
  privateBucket(scope, 'DataBucket', { bucketName: dataBucket(Aws.ACCOUNT_ID, region), days: DAYS });
  const table = new Table(scope, 'DataTable', {
    tableName: DATA_TABLE,
    partitionKey: { name: 'k', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expires',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(table).acknowledge({
    id: 'AwsSolutions-DDB3',
    reason: 'Random bytes that live for one run: there is nothing to restore, and point-in-time recovery costs money.',
  });
}
