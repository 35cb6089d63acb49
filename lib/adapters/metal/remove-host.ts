import { createHash } from 'node:crypto';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { NamedError, oneLine } from '../../domain/errors.ts';
import { activationsOf, deleteActivation } from './activation.ts';
import { activationsIn, BUILD_ACTION, buildPlace, buildsOf, isMaking, isRunning, stopMaking } from './metal-builds.ts';
import { buildFiles, intendedRegions, type MetalName } from './metal-names.ts';
import { type MetalWorld, ownApi, recordsAt } from './metal-world.ts';
import { deregister, nodesBy, nodesOf } from './nodes.ts';
import { recordedNode } from './recorded-node.ts';
import { removeProjects } from './remove-projects.ts';
import type { Patience } from './remove-servers.ts';

/** For the provider, and for what SSM denies while a node's tag does not show. */
export interface RemovalPatience extends Patience {
  readonly tags?: Patience;
}

/** Removes a host as `hostRemoval` does. Throws HostLeft where something could not be done. */
export async function removeHost(world: MetalWorld, name: MetalName, patience: RemovalPatience = {}): Promise<void> {
  const { problems } = await hostRemoval(world, name, patience);
  if (problems.length > 0) throw new NamedError('HostLeft', problems.join('; '));
}

export interface HostRemoval {
  /** What could not be done, one line each. */
  readonly problems: readonly string[];
  /** By the provider's word no server is left: what a state still names is a script of theirs, which went with them. */
  readonly serversGone: boolean;
}

/**
 * Removes a host and everything made for it, whatever Terraform's state says: stops its build, deletes its servers at the provider,
 * takes it out of SSM, and starts the build that ends Terraform's side. Idempotent. One thing that fails keeps no other from being done.
 */
export async function hostRemoval(world: MetalWorld, name: MetalName, patience: RemovalPatience = {}): Promise<HostRemoval> {
  const problems = new Set<string>();
  const attempt = (work: () => Promise<unknown>): Promise<boolean> =>
    work().then(
      () => true,
      (error: unknown) => {
        problems.add(oneLine(error));
        return false;
      },
    );
  await attempt(() => stopMaking(world.builds, name));
  const regions = new Set(world.deployment.regions);
  // A region that is not measured any more still holds its node.
  await attempt(async () => {
    for (const region of await intendedRegions(world.records, [name])) regions.add(region);
  });
  const [serversGone] = await Promise.all([
    attempt(() => removeAtProvider(world, name, patience)),
    ...[...regions].map((region) => attempt(() => leaveSsm(world, name, region, patience.tags))),
  ]);
  await attempt(() => deleteFile(world, buildFiles(name).activation));
  await attempt(() => deleteFile(world, buildFiles(name).failure));
  await attempt(() => endTerraform(world, name, serversGone));
  return { problems: [...problems], serversGone };
}

async function removeAtProvider(world: MetalWorld, name: MetalName, patience: Patience): Promise<void> {
  await removeProjects(await ownApi(world, [name]), name.project, patience, () => isMaking(world.builds, name));
}

/** The activation first, so that nobody registers behind the list of nodes. */
async function leaveSsm(world: MetalWorld, name: MetalName, region: string, patience?: Patience): Promise<void> {
  const { clients, deployment, records, builds } = world;
  const ssm = clients.ssm(region);
  const open = await activationsOf(ssm, name);
  for (const id of open) await deleteActivation(ssm, id);
  // A builder that cannot be asked, or a record that cannot be read, is one way less to find a node, and no reason to leave it.
  const made = await buildsOf(builds, name, BUILD_ACTION.apply).catch(() => []);
  const recorded = await recordedNode(records, name).catch(() => undefined);
  const activations = [...open, ...activationsIn(made)];
  const found = new Set(await nodesOf(ssm, { home: deployment.home, names: [name], activations }));
  for (const { InstanceId = '' } of recorded ? await nodesBy(ssm, 'InstanceIds', recorded) : []) found.add(InstanceId);
  for (const id of found) await deregister(ssm, id, patience);
}

/**
 * Where Terraform has written a state, a build forgets the servers, destroys the rest and deletes the state; one at a time, and none
 * beside one that still makes servers, which holds the state's lock. Where such a build cannot run and no server is left, the state is
 * deleted: it names nothing that is there.
 */
async function endTerraform(world: MetalWorld, name: MetalName, serversGone: boolean): Promise<void> {
  const { builds, records } = world;
  const { folder, state } = buildFiles(name);
  const files = await records.list(folder);
  if (!files.includes(state)) return;
  const all = (await builds.newest()).filter(({ variables }) => variables.PROJECT_NAME === name.project);
  if (all.some(isRunning)) return;
  const destroys = all.filter(({ variables }) => variables.ACTION === BUILD_ACTION.destroy);
  const token = createHash('sha256').update(`${name.project}/destroy/${destroys.length}`).digest('hex').slice(0, 32);
  await builds.start({ ...buildPlace(world, name), ACTION: BUILD_ACTION.destroy }, token).catch(async (error: unknown) => {
    if (!serversGone) throw error;
    for (const key of files) await deleteFile(world, key);
  });
}

/** A record of a host's builds: none outlives its run. */
export async function deleteFile(world: MetalWorld, key: string): Promise<void> {
  const { bucket, prefix } = recordsAt(world);
  await world.clients.s3(world.deployment.home).send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }));
}
