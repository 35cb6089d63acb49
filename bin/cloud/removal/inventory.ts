import { ListStacksCommand, type StackStatus } from '@aws-sdk/client-cloudformation';
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { GetBucketTaggingCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { paginateListSchedules } from '@aws-sdk/client-scheduler';
import { paginateGetParametersByPath } from '@aws-sdk/client-ssm';
import { activations } from '../../../lib/adapters/metal/activation.ts';
import { parsedName } from '../../../lib/adapters/metal/metal-names.ts';
import { nodesOfRole } from '../../../lib/adapters/metal/nodes.ts';
import { SITES } from '../../../lib/catalog/sites.ts';
import { type Deployment, OWNER_TAG, PARAMETER, SCHEDULE_GROUP, SITE_STACK, siteBucket, TAG } from '../../../lib/domain/names.ts';
import { awsProblem } from '../aws-errors.ts';
import type { CommandClients } from '../clients.ts';

/** One thing of ours that exists, found by its name or tag. */
export interface Found {
  readonly kind: 'stacks' | 'buckets' | 'parameters' | 'log groups' | 'schedules' | 'instances' | 'managed nodes' | 'activations';
  readonly region: string;
  readonly name: string;
}

export interface Inventory {
  readonly found: readonly Found[];
  /** What could not be listed, one line each: then nobody knows what is left. */
  readonly problems: readonly string[];
}

/** What a removal leaves on purpose. */
export interface Keep {
  readonly report: boolean;
  readonly keys: boolean;
  /** Objects to read that runs left for the next one. */
  readonly pools?: boolean;
}

export const KEYS_PATH = '/firstbyte/keys/';
const POOLS_PATH = '/firstbyte/pools/';
const PARAMETERS_PATH = '/firstbyte/';
const PARAMETERS: readonly string[] = [PARAMETER.siteUrl, PARAMETER.network, PARAMETER.hostRuntime];
/** Where functions, builds and the machine of ours write: a late invocation makes such a group again after its stack is gone. */
const LOG_PREFIXES = ['/aws/lambda/firstbyte-', '/aws/codebuild/firstbyte-', '/aws/vendedlogs/states/firstbyte'];
const SITE_LOGS = '/aws/lambda/firstbyte-site';
const STACK_NAME = /^firstbyte-(lab|site|region-[a-z0-9-]+)$/;
const INSTANCE_STATES = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'];
const GONE: StackStatus = 'DELETE_COMPLETE';

/** The regions where something of ours can be: also those that were measured once and are not configured any more. */
export function everyRegion({ home, regions }: Pick<Deployment, 'home' | 'regions'>): string[] {
  return [...new Set([home, ...regions, ...SITES.filter(({ provider }) => provider === 'aws').map(({ region }) => region)])];
}

/** Everything of ours in every region, asked of the services themselves. */
export async function inventory(clients: CommandClients, deployment: Deployment, keep: Keep): Promise<Inventory> {
  const problems: string[] = [];
  const listed = async (kind: Found['kind'], region: string, names: Promise<readonly string[]>): Promise<Found[]> => {
    try {
      return (await names).map((name) => ({ kind, region, name }));
    } catch (error) {
      const line = awsProblem(error);
      if (line === undefined) throw error;
      problems.push(`${kind} in ${region} cannot be listed: ${line}`);
      return [];
    }
  };
  const { home } = deployment;
  const found = await Promise.all([
    listed('buckets', home, buckets(clients, deployment)),
    listed('schedules', home, schedules(clients, home)),
    ...everyRegion(deployment).flatMap((region) => [
      listed('stacks', region, stacks(clients, region)),
      listed('parameters', region, parameters(clients, region)),
      listed('log groups', region, logGroups(clients, region)),
      listed('instances', region, instances(clients, region)),
      listed('managed nodes', region, managedNodes(clients, region, home)),
      listed('activations', region, ownActivations(clients, region)),
    ]),
  ]);
  return { found: found.flat().filter((one) => !kept(one, deployment, keep)), problems };
}

/** `3 stacks, 2 buckets`. */
export function countedByKind(found: readonly Found[]): string {
  return [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, members]) => `${members.length} ${kind}`).join(', ');
}

function kept({ kind, name }: Found, { account, home }: Deployment, { report, keys, pools = false }: Keep): boolean {
  if (pools && kind === 'parameters' && name.startsWith(POOLS_PATH)) return true;
  if (keys && kind === 'parameters' && name.startsWith(KEYS_PATH)) return true;
  if (!report) return false;
  const ofSite: Readonly<Partial<Record<Found['kind'], boolean>>> = {
    stacks: name === SITE_STACK,
    buckets: name === siteBucket(account, home),
    parameters: name === PARAMETER.siteUrl,
    'log groups': name.startsWith(SITE_LOGS),
  };
  return ofSite[kind] ?? false;
}

async function stacks(clients: CommandClients, region: string): Promise<string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await clients.cloudformation(region).send(new ListStacksCommand(NextToken === undefined ? {} : { NextToken }));
    const there = (page.StackSummaries ?? []).filter(({ StackStatus }) => StackStatus !== GONE);
    names.push(...there.flatMap(({ StackName = '' }) => (STACK_NAME.test(StackName) ? [StackName] : [])));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return names;
}

/** Buckets that a stack of ours made. One that only has such a name belongs to somebody else, and is none of our business. */
async function buckets(clients: CommandClients, deployment: Deployment): Promise<string[]> {
  const named = new RegExp(`^firstbyte-(runs|site|data)-${deployment.account}-`);
  const { Buckets = [] } = await clients.s3(deployment.home).send(new ListBucketsCommand({}));
  const names = Buckets.flatMap(({ Name = '' }) => (named.test(Name) ? [Name] : []));
  const ours = await Promise.all(names.map((name) => madeByStack(clients, deployment, name)));
  return names.filter((_, index) => ours[index]);
}

async function madeByStack(clients: CommandClients, deployment: Deployment, Bucket: string): Promise<boolean> {
  try {
    const { TagSet = [] } = await clients.s3(regionOfBucket(Bucket, deployment)).send(new GetBucketTaggingCommand({ Bucket }));
    return TagSet.some(({ Key, Value }) => Key === OWNER_TAG.name && Value === OWNER_TAG.stack);
  } catch (error) {
    if (error instanceof Error && (error.name === 'NoSuchTagSet' || error.name === 'NoSuchBucket')) return false;
    throw error;
  }
}

/** A bucket's region is the end of its name, behind the account. */
export const regionOfBucket = (name: string, { account, home }: Deployment): string => name.split(`-${account}-`)[1] ?? home;

async function parameters(clients: CommandClients, region: string): Promise<string[]> {
  const names: string[] = [];
  // Without decryption: only names are wanted.
  const pages = paginateGetParametersByPath({ client: clients.ssm(region) }, { Path: PARAMETERS_PATH, Recursive: true });
  for await (const { Parameters = [] } of pages) names.push(...Parameters.flatMap(({ Name }) => Name ?? []));
  return names.filter((name) => PARAMETERS.includes(name) || [KEYS_PATH, POOLS_PATH].some((path) => name.startsWith(path)));
}

async function logGroups(clients: CommandClients, region: string): Promise<string[]> {
  const names: string[] = [];
  for (const logGroupNamePrefix of LOG_PREFIXES)
    for await (const { logGroups: groups = [] } of paginateDescribeLogGroups(
      { client: clients.logs(region) },
      { logGroupNamePrefix },
    ))
      names.push(...groups.flatMap(({ logGroupName }) => logGroupName ?? []));
  return names;
}

async function schedules(clients: CommandClients, home: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { Schedules = [] } of paginateListSchedules(
      { client: clients.scheduler(home) },
      { GroupName: SCHEDULE_GROUP },
    ))
      names.push(...Schedules.flatMap(({ Name }) => Name ?? []));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
  }
  return names;
}

/** Bare-metal hosts in SSM, by a role that only ours have: also those in regions that are not measured any more. */
const managedNodes = async (clients: CommandClients, region: string, home: string): Promise<string[]> =>
  (await nodesOfRole(clients.ssm(region), home)).flatMap(({ InstanceId }) => InstanceId ?? []);

const ownActivations = async (clients: CommandClients, region: string): Promise<string[]> =>
  (await activations(clients.ssm(region))).flatMap(({ id, intent }) => (parsedName(intent) ? [id] : []));

async function instances(clients: CommandClients, region: string): Promise<string[]> {
  const names: string[] = [];
  const Filters = [
    { Name: 'tag-key', Values: [TAG.run] },
    { Name: 'instance-state-name', Values: INSTANCE_STATES },
  ];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: clients.ec2(region) }, { Filters }))
    names.push(...Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(({ InstanceId }) => InstanceId ?? [])));
  return names;
}
