import { DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { recordedRuns } from '../../../lib/adapters/aws/recorded-runs.ts';
import { deleteActivation } from '../../../lib/adapters/metal/activation.ts';
import { deregister } from '../../../lib/adapters/metal/nodes.ts';
import { oneLine } from '../../../lib/domain/errors.ts';
import { type Deployment, LAB_STACK, runBucket, SCHEDULE_GROUP, SITE_STACK } from '../../../lib/domain/names.ts';
import { awsProblem } from '../aws-errors.ts';
import type { Cdk } from '../cdk.ts';
import type { CommandClients } from '../clients.ts';
import { settled } from '../deployed.ts';
import { deleteBucket, emptyBucket } from './empty-bucket.ts';
import { endUnfinished } from './end-unfinished.ts';
import { countedByKind, type Found, type Inventory, inventory, type Keep, regionOfBucket } from './inventory.ts';
import { removeMetal } from './remove-metal.ts';
import { removePools } from './remove-pools.ts';
import { unfinishedRuns } from './unfinished-runs.ts';

/** CloudFront alone takes a quarter of an hour to go. */
const STACK_SECONDS = 45 * 60;

export interface Removal {
  readonly clients: CommandClients;
  readonly deployment: Deployment;
  readonly keep: Keep;
  readonly cdk: Cdk;
  readonly say: (line: string) => void;
  /** Unfinished runs that are given up: what they made at providers is left there. */
  readonly abandoned?: readonly string[];
}

/**
 * Removes everything of ours but what is kept, and lists what is left. Nothing may be running. Each part may fail without the next
 * being left out, but while a run has something outside of the account that only its records lead to, nothing is removed at all.
 * Repeated calls are fine.
 */
export async function removeAll(removal: Removal): Promise<Inventory> {
  const { clients, deployment, keep, say, abandoned = [] } = removal;
  const problems: string[] = [];
  const attempt = async (what: () => Promise<unknown>) => {
    try {
      await what();
    } catch (error) {
      problems.push(awsProblem(error) ?? oneLine(error));
    }
  };
  const unfinished = await endUnfinished(await unfinishedRuns(clients, deployment), abandoned, say);
  // Before anything that may keep the rest from being removed: a server is billed by the hour.
  const recorded = new Set(await runsOnRecord(removal));
  const metal = await removeMetal(clients, deployment, { recorded, meant: unfinished.servers, abandoned }, say);
  problems.push(...unfinished.problems, ...metal.problems);
  const blocking = [...unfinished.blocking, ...metal.blocking];
  const before = await inventory(clients, deployment, keep);
  // A network with instances in it cannot be deleted, and one that nobody has on record is not ours to end.
  const running = of(before, 'instances');
  if (running.length > 0) {
    const where = [...new Set(running.map(({ region }) => region))].join(', ');
    blocking.push(
      `instances tagged as ours run in ${where}: wait until they end themselves, or terminate them, then run this again`,
    );
  }
  if (blocking.length > 0) return { found: before.found, problems: [...before.problems, ...problems, ...blocking] };
  for (const bucket of of(before, 'buckets'))
    await attempt(async () => {
      const count = await emptyBucket(clients.s3(regionOfBucket(bucket.name, deployment)), bucket.name);
      if (count > 0) say(`bucket ${bucket.name}: ${count} objects and uploads deleted`);
    });
  let needed: readonly string[] = [];
  if (!keep.pools)
    await attempt(async () => {
      const pools = await removePools(clients, deployment, say);
      problems.push(...pools.problems);
      needed = pools.needed;
    });
  if (of(before, 'stacks').length > 0) await attempt(() => removeStacks(removal, before));

  // What stacks did not own, or could not delete.
  const after = await inventory(clients, deployment, keep);
  for (const one of after.found.filter(({ name }) => !needed.includes(name)))
    await attempt(() => removeOne(clients, deployment, one));
  const last = await inventory(clients, deployment, keep);
  return { found: last.found, problems: [...last.problems, ...problems] };
}

/** The CDK's own command first; stacks it does not know any more, such as those of a region left out since, one by one. */
async function removeStacks({ clients, deployment, keep, cdk, say }: Removal, { found }: Inventory): Promise<void> {
  const stacks = found.filter(({ kind }) => kind === 'stacks');
  const names = stacks.map(({ name }) => name);
  for (const { name, region } of stacks) await settled(clients.cloudformation(region), name, say);
  say(`stacks are removed: ${names.join(', ')}`);
  try {
    await cdk(['destroy', ...(keep.report ? names : ['--all']), '--force']);
  } catch (error) {
    say(`${oneLine(error)}; CloudFormation is asked itself`);
  }
  const left = (await inventory(clients, deployment, keep)).found.filter(({ kind }) => kind === 'stacks');
  for (const { name, region } of left.toSorted((a, b) => turn(a) - turn(b))) {
    const client = clients.cloudformation(region);
    await client.send(new DeleteStackCommand({ StackName: name }));
    await waitUntilStackDeleteComplete({ client, maxWaitTime: STACK_SECONDS, minDelay: 2, maxDelay: 15 }, { StackName: name });
  }
}

/** The lab uses the regions, and the site is used by the lab. */
const turn = ({ name }: Found) => (name === LAB_STACK ? 0 : name === SITE_STACK ? 2 : 1);

async function removeOne(clients: CommandClients, deployment: Deployment, one: Found): Promise<void> {
  const { kind, region, name } = one;
  try {
    if (kind === 'buckets') await deleteBucket(clients.s3(regionOfBucket(name, deployment)), name);
    if (kind === 'parameters') await clients.ssm(region).send(new DeleteParameterCommand({ Name: name }));
    if (kind === 'activations') await deleteActivation(clients.ssm(region), name);
    if (kind === 'managed nodes') await deregister(clients.ssm(region), name, { withinSeconds: 0 });
    if (kind === 'log groups') await clients.logs(region).send(new DeleteLogGroupCommand({ logGroupName: name }));
    if (kind === 'schedules')
      await clients.scheduler(region).send(new DeleteScheduleCommand({ Name: name, GroupName: SCHEDULE_GROUP }));
  } catch (error) {
    // Gone meanwhile.
    if (!(error instanceof Error && /NotFound/.test(error.name))) throw error;
  }
}

/** None where the run bucket is gone already. */
async function runsOnRecord({ clients, deployment: { account, home } }: Removal): Promise<readonly string[]> {
  try {
    return await recordedRuns(clients.s3(home), runBucket(account, home));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return [];
    throw error;
  }
}

const of = ({ found }: Inventory, kind: Found['kind']) => found.filter((one) => one.kind === kind);

/** What the last listing says, one line a problem, the verdict last. */
export function proofLines({ found, problems }: Inventory, keep: Keep): string[] {
  const names = [
    ...(keep.report ? ['the published pages'] : []),
    ...(keep.keys ? ['keys of providers'] : []),
    ...(keep.pools ? ['objects to read at Wasabi'] : []),
  ];
  const kept = new Intl.ListFormat('en-GB').format(names);
  const places = [...Map.groupBy(found, ({ region }) => region)].map(([region, some]) => `${region}: ${countedByKind(some)}`);
  // What could not be looked at elsewhere may well be left.
  const nothing = problems.length === 0 ? 'nothing is left' : 'beside that nothing is left in AWS';
  const verdict =
    found.length === 0
      ? `${nothing}: no stack, bucket, parameter, log group, schedule, instance, managed node or activation of ours in any region${kept ? `, except ${kept}` : ''}`
      : `left behind in ${places.join('; ')}`;
  return [...problems, verdict];
}
