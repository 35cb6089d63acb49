import type { Deployment } from '../../domain/names.ts';
import type { Records } from '../../pipeline/ports.ts';
import { metalWorld } from '../metal/metal-world.ts';
import { metalLeft, sweepMetal } from '../metal/sweep-metal.ts';
import type { AwsClients } from './clients.ts';
import { ec2Left, sweepInstances } from './ec2/sweep.ts';
import { abortUploads, countUploads, deleteErrands, errandKeys, unrecordedObjects } from './run-objects.ts';
import { activations, lateLogGroups, overdueSchedules } from './run-remains.ts';

/** One run, where it may have made something, and what it wrote down. */
export interface RunToRemove {
  readonly run: string;
  readonly deployment: Deployment;
  readonly clients: AwsClients;
  readonly records: Records;
}

/**
 * Removes what the run made outside of its stores, in all regions of the deployment: instances that carry its tag and were recorded as
 * intended, bare-metal hosts, errands, unfinished uploads of its page. Returns problems, one line each; repeated calls are fine.
 */
export async function sweepRun(one: RunToRemove): Promise<string[]> {
  const { run, deployment, clients, records } = one;
  const problems = await Promise.all([
    sweepInstances({ run, regions: deployment.regions, clients, records }),
    sweepMetal(metalWorld(one)),
  ]);
  await Promise.all([deleteErrands(one), abortUploads(one)]);
  return problems.flat();
}

/**
 * Counts by kind what is still there of a run outside of its stores, asked of the services. What lies in its stores they count
 * themselves; objects here are those that no store of the run remembers.
 */
export async function leftOfRun(one: RunToRemove): Promise<Readonly<Record<string, number>>> {
  const { run, deployment, clients } = one;
  const [ec2, metal, errands, uploads, objects, schedules, activated, logGroups] = await Promise.all([
    ec2Left({ run, regions: deployment.regions, clients }),
    metalLeft(metalWorld(one)),
    errandKeys(one),
    countUploads(one),
    unrecordedObjects(one),
    overdueSchedules(one),
    activations(one),
    lateLogGroups(one),
  ]);
  return {
    ...ec2,
    ...metal,
    activations: activated,
    errands: errands.length,
    uploads,
    objects,
    schedules,
    'log groups': logGroups,
  };
}
