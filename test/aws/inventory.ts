import { CloudFormationClient, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import {
  EC2Client,
  paginateDescribeInstances,
  paginateDescribeNetworkInterfaces,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVolumes,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListScheduleGroupsCommand, paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import { paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import { paginateDescribeParameters, SSMClient } from '@aws-sdk/client-ssm';
import type { Emulator } from '../emulator/emulator.ts';
import { clientOptions } from './bed.ts';
import { signedRequest } from './signed-request.ts';

/**
 * Everything that exists in these regions, one line each (`us-east-1 bucket name`), asked of every service itself and of no code of
 * this product. Taken before a deployment and after its removal, the two are the same, or something was left.
 */
export async function inventory(emulator: Emulator, regions: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all([...regions.map((region) => regional(emulator, region)), global(emulator)]);
  return found.flat().sort();
}

async function regional(emulator: Emulator, region: string): Promise<readonly string[]> {
  const options = clientOptions(emulator, region);
  const ec2 = { client: new EC2Client(options) };
  const kinds: Record<string, Promise<readonly (string | undefined)[]>> = {
    stack: all(paginateListStacks({ client: new CloudFormationClient(options) }, {}), ({ StackSummaries = [] }) =>
      StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName),
    ),
    table: all(paginateListTables({ client: new DynamoDBClient(options) }, {}), ({ TableNames = [] }) => TableNames),
    function: all(paginateListFunctions({ client: new LambdaClient(options) }, {}), ({ Functions = [] }) =>
      Functions.map(({ FunctionName }) => FunctionName),
    ),
    'state machine': all(paginateListStateMachines({ client: new SFNClient(options) }, {}), ({ stateMachines = [] }) =>
      stateMachines.map(({ name }) => name),
    ),
    parameter: all(paginateDescribeParameters({ client: new SSMClient(options) }, {}), ({ Parameters = [] }) =>
      Parameters.map(({ Name }) => Name),
    ),
    'log group': all(paginateDescribeLogGroups({ client: new CloudWatchLogsClient(options) }, {}), ({ logGroups = [] }) =>
      logGroups.map(({ logGroupName }) => logGroupName),
    ),
    schedule: all(paginateListSchedules({ client: new SchedulerClient(options) }, {}), ({ Schedules = [] }) =>
      Schedules.map(({ GroupName, Name }) => `${GroupName}/${Name}`),
    ),
    'schedule group': new SchedulerClient(options)
      .send(new ListScheduleGroupsCommand({}))
      .then(({ ScheduleGroups = [] }) => ScheduleGroups.map(({ Name }) => Name)),
    rule: json(emulator, region, 'events', 'AWSEvents.ListRules', '1.1').then(({ Rules }) => names(Rules, 'Name')),
    queue: json(emulator, region, 'sqs', 'AmazonSQS.ListQueues', '1.0').then(({ QueueUrls }) => (QueueUrls ?? []) as string[]),
    instance: all(paginateDescribeInstances(ec2, {}), ({ Reservations = [] }) =>
      Reservations.flatMap(({ Instances = [] }) => Instances)
        .filter(({ State }) => State?.Name !== 'terminated')
        .map(({ InstanceId }) => InstanceId),
    ),
    volume: all(paginateDescribeVolumes(ec2, {}), ({ Volumes = [] }) => Volumes.map(({ VolumeId }) => VolumeId)),
    'network interface': all(paginateDescribeNetworkInterfaces(ec2, {}), ({ NetworkInterfaces = [] }) =>
      NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    ),
    vpc: all(paginateDescribeVpcs(ec2, {}), ({ Vpcs = [] }) => Vpcs.map(({ VpcId }) => VpcId)),
    subnet: all(paginateDescribeSubnets(ec2, {}), ({ Subnets = [] }) => Subnets.map(({ SubnetId }) => SubnetId)),
    'security group': all(paginateDescribeSecurityGroups(ec2, {}), ({ SecurityGroups = [] }) =>
      SecurityGroups.map(({ GroupId }) => GroupId),
    ),
  };
  const lines = Object.entries(kinds).map(async ([kind, listed]) => (await listed).map((name) => `${region} ${kind} ${name}`));
  return (await Promise.all(lines)).flat();
}

/** What belongs to no region. */
async function global(emulator: Emulator): Promise<readonly string[]> {
  const s3 = new S3Client({ ...clientOptions(emulator), forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const [roles, profiles] = await Promise.all([
    xmlNames(emulator, { service: 'iam', body: 'Action=ListRoles&Version=2010-05-08' }, 'RoleName'),
    xmlNames(emulator, { service: 'iam', body: 'Action=ListInstanceProfiles&Version=2010-05-08' }, 'InstanceProfileName'),
  ]);
  const distributions = await xmlNames(emulator, { service: 'cloudfront', path: '/2020-05-31/distribution' }, 'DomainName');
  return [
    ...Buckets.map(({ Name }) => `bucket ${Name}`),
    ...roles.map((name) => `role ${name}`),
    ...profiles.map((name) => `instance profile ${name}`),
    ...distributions.map((name) => `distribution ${name}`),
  ];
}

async function all<Page>(pages: AsyncIterable<Page>, of: (page: Page) => readonly (string | undefined)[]) {
  const found: (string | undefined)[] = [];
  for await (const page of pages) found.push(...of(page));
  return found;
}

async function json(emulator: Emulator, region: string, service: string, target: string, version: string) {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  const answer = await signedRequest(emulator, { service, region, headers, body: '{}' });
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

const names = (list: unknown, name: string): string[] =>
  ((list ?? []) as Record<string, string>[]).map((item) => item[name] ?? '');

async function xmlNames(
  emulator: Emulator,
  { service, path = '/', body }: { readonly service: string; readonly path?: string; readonly body?: string },
  element: string,
): Promise<string[]> {
  const answer = await signedRequest(emulator, {
    ...{ service, path, method: body === undefined ? 'GET' : 'POST' },
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service}: ${answer.status} ${text}`);
  return [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, name]) => name ?? '');
}
