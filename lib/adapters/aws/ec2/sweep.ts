import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeKeyPairsCommand,
  type EC2Client,
  type Instance,
  paginateDescribeNetworkInterfaces,
  paginateDescribeVolumes,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { oneLine } from '../../../domain/errors.ts';
import { TAG } from '../../../domain/names.ts';
import type { Records } from '../../../pipeline/ports.ts';
import { RECORD } from '../../../pipeline/run-records.ts';
import type { AwsClients } from '../clients.ts';
import { instancesWith, isAlive, ofRun, tagOf } from './instances.ts';

export interface RunInRegions {
  readonly run: string;
  readonly regions: readonly string[];
  readonly clients: AwsClients;
}

/** How long a sweep waits until what it terminated is gone, volumes and interfaces included. */
export interface SweepPatience {
  readonly seconds: number;
  readonly pauseMs: number;
}
const PATIENCE: SweepPatience = { seconds: 300, pauseMs: 5_000 };

/**
 * Terminates every instance that carries the run's tag and was recorded as intended, and waits until it is gone. Returns problems, one
 * line each and without identifiers, which stay private. Idempotent.
 */
export async function sweepInstances({
  records,
  patience = PATIENCE,
  ...one
}: RunInRegions & { readonly records: Records; readonly patience?: SweepPatience }): Promise<string[]> {
  const problems = one.regions.map((region) =>
    sweepRegion(one.clients.ec2(region), { ...one, region, records, patience }).catch((error: unknown) => [
      `instances in ${region} could not be removed: ${oneLine(error)}`,
    ]),
  );
  return (await Promise.all(problems)).flat();
}

async function sweepRegion(
  client: EC2Client,
  { run, region, records, patience }: { run: string; region: string; records: Records; patience: SweepPatience },
): Promise<string[]> {
  const known = new Map<string, boolean>();
  const strangers = (found: readonly Instance[]) => found.filter(({ InstanceId = '' }) => known.get(InstanceId) === false).length;
  const giveUp = performance.now() + patience.seconds * 1000;
  for (;;) {
    const found = (await instancesWith(client, [ofRun(run)])).filter((instance) => stateOf(instance) !== 'terminated');
    for (const instance of found) {
      const id = instance.InstanceId ?? '';
      if (!known.has(id)) known.set(id, await isIntended(instance, records));
    }
    const ours = found.filter(({ InstanceId = '' }) => known.get(InstanceId));
    await terminate(client, ours.filter(isAlive));
    const others = strangers(found);
    if (ours.length === 0 && (others > 0 || (await belongings(client, run)) === 0)) return complaints(region, others, false);
    if (performance.now() + patience.pauseMs > giveUp) return complaints(region, others, true);
    await sleep(patience.pauseMs);
  }
}

const stateOf = ({ State }: Instance): string => State?.Name ?? 'pending';

async function isIntended(instance: Instance, records: Records): Promise<boolean> {
  const name = tagOf(instance, TAG.intent);
  return name !== undefined && (await RECORD.intent.read(records, name))?.kind === 'instance';
}

async function terminate(client: EC2Client, instances: readonly Instance[]): Promise<void> {
  const InstanceIds = instances.map(({ InstanceId = '' }) => InstanceId);
  if (InstanceIds.length > 0) await client.send(new TerminateInstancesCommand({ InstanceIds }));
}

function complaints(region: string, others: number, late: boolean): string[] {
  return [
    ...(late ? [`${region}: not everything was gone when the time was up: the next sweep looks again`] : []),
    ...(others > 0
      ? [
          `${region}: ${others} instance(s) carry the tag of this run but were never intended by it: left alone, look at them in the console`,
        ]
      : []),
  ];
}

/** What of the run's is left in EC2, counts by kind, asked of every region. */
export async function ec2Left({ run, regions, clients }: RunInRegions): Promise<Record<string, number>> {
  const counts = { instances: 0, volumes: 0, 'network interfaces': 0, 'key pairs': 0 };
  await Promise.all(
    regions.map(async (region) => {
      const client = clients.ec2(region);
      const [instances, volumes, interfaces, pairs] = await Promise.all([
        instancesWith(client, [ofRun(run)]),
        volumesOf(client, run),
        interfacesOf(client, run),
        client.send(new DescribeKeyPairsCommand({ Filters: [ofRun(run)] })),
      ]);
      counts.instances += instances.filter((instance) => stateOf(instance) !== 'terminated').length;
      counts.volumes += volumes;
      counts['network interfaces'] += interfaces;
      counts['key pairs'] += pairs.KeyPairs?.length ?? 0;
    }),
  );
  return counts;
}

const belongings = async (client: EC2Client, run: string): Promise<number> =>
  (await volumesOf(client, run)) + (await interfacesOf(client, run));

async function volumesOf(client: EC2Client, run: string): Promise<number> {
  let count = 0;
  for await (const { Volumes = [] } of paginateDescribeVolumes({ client }, { Filters: [ofRun(run)] })) count += Volumes.length;
  return count;
}

async function interfacesOf(client: EC2Client, run: string): Promise<number> {
  let count = 0;
  for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces({ client }, { Filters: [ofRun(run)] }))
    count += NetworkInterfaces.length;
  return count;
}
