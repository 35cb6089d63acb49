import { createHash } from 'node:crypto';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { NamedError, oneLine } from '../../domain/errors.ts';
import { activationsOf, deleteActivation } from './activation.ts';
import { activationsIn, BUILD_ACTION, buildPlace, buildsOf, isMaking, isRunning, stopMaking } from './metal-builds.ts';
import { buildFiles, type MetalName } from './metal-names.ts';
import { type MetalWorld, ownApi, recordsAt } from './metal-world.ts';
import { deregister, nodesBy, nodesOf } from './nodes.ts';
import { recordedNode } from './recorded-node.ts';
import { removeProjects } from './remove-projects.ts';
import type { Patience } from './remove-servers.ts';

/** For the provider, and for what SSM denies while a node's tag does not show. */
export interface RemovalPatience extends Patience {
  readonly tags?: Patience;
}

/**
 * Removes a host and everything made for it, whatever Terraform's state says: stops its build, deletes its servers at the provider,
 * takes it out of SSM, and starts the build that ends Terraform's side. Idempotent. One thing that fails keeps no other from being done;
 * then it throws HostLeft.
 */
export async function removeHost(world: MetalWorld, name: MetalName, patience: RemovalPatience = {}): Promise<void> {
  const problems: string[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => problems.push(oneLine(error)));
  };
  await attempt(() => stopMaking(world.builds, name));
  await Promise.all([
    attempt(() => removeAtProvider(world, name, patience)),
    ...world.deployment.regions.map((region) => attempt(() => leaveSsm(world, name, region, patience.tags))),
  ]);
  await attempt(() => deleteFile(world, buildFiles(name).activation));
  await attempt(() => deleteFile(world, buildFiles(name).failure));
  await attempt(() => endTerraform(world, name));
  if (problems.length > 0) throw new NamedError('HostLeft', [...new Set(problems)].join('; '));
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

/** Where Terraform has written a state, a build forgets the servers, destroys the rest and deletes the state; one at a time. */
async function endTerraform(world: MetalWorld, name: MetalName): Promise<void> {
  const { builds, records } = world;
  const { folder, state } = buildFiles(name);
  if (!(await records.list(folder)).includes(state)) return;
  const destroys = await buildsOf(builds, name, BUILD_ACTION.destroy);
  if (destroys.some(isRunning)) return;
  const token = createHash('sha256').update(`${name.project}/destroy/${destroys.length}`).digest('hex').slice(0, 32);
  await builds.start({ ...buildPlace(world, name), ACTION: BUILD_ACTION.destroy }, token);
}

/** A record of a host's builds: none outlives its run. */
export async function deleteFile(world: MetalWorld, key: string): Promise<void> {
  const { bucket, prefix } = recordsAt(world);
  await world.clients.s3(world.deployment.home).send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }));
}
