import { createHash } from 'node:crypto';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { NamedError, oneLine } from '../../domain/errors.ts';
import { activationsOf, deleteActivation, deregister, nodesOf } from './activation.ts';
import { buildFiles, type MetalName } from './metal-names.ts';
import { type MetalWorld, needApi, recordsAt } from './metal-world.ts';
import { type Patience, removeServers } from './remove-servers.ts';
import { BUILD_ACTION, buildPlace } from './start-metal.ts';

/**
 * Removes a host and everything made for it, whatever Terraform's state says: stops its build, deletes its servers at the provider,
 * takes it out of SSM, and starts the build that ends Terraform's side. Idempotent. One thing that fails keeps no other from being done;
 * then it throws HostLeft.
 */
export async function removeHost(world: MetalWorld, name: MetalName, patience: Patience = {}): Promise<void> {
  const problems: string[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => problems.push(oneLine(error)));
  };
  await attempt(() => stopBuilds(world, name, BUILD_ACTION.apply));
  await Promise.all([
    attempt(() => removeAtProvider(world, name, patience)),
    ...world.deployment.regions.map((region) => attempt(() => leaveSsm(world, name, region))),
  ]);
  await attempt(() => deleteFile(world, buildFiles(name).activation));
  await attempt(() => deleteFile(world, buildFiles(name).failure));
  await attempt(() => endTerraform(world, name));
  if (problems.length > 0) throw new NamedError('HostLeft', problems.join('; '));
}

async function stopBuilds({ builds }: MetalWorld, { project }: MetalName, action: string): Promise<void> {
  for (const { id, status, variables } of await builds.newest())
    if (status === 'IN_PROGRESS' && variables.PROJECT_NAME === project && variables.ACTION === action) await builds.stop(id);
}

/** A project that still has a server cannot be removed: that it can is the provider's own word that none is left. */
async function removeAtProvider(world: MetalWorld, name: MetalName, patience: Patience): Promise<void> {
  const api = await needApi(world);
  const project = await api.findProject(name.project);
  if (project === undefined) return;
  await removeServers(api, project, patience);
  await api.removeProject(project);
}

/** The activation first, so that nobody registers behind the list of nodes. */
async function leaveSsm({ clients }: MetalWorld, name: MetalName, region: string): Promise<void> {
  const ssm = clients.ssm(region);
  const activations = await activationsOf(ssm, name);
  for (const id of activations) await deleteActivation(ssm, id);
  for (const id of await nodesOf(ssm, name, activations)) await deregister(ssm, id);
}

/** Where Terraform has written a state, a build forgets the servers, destroys the rest and deletes the state; one at a time. */
async function endTerraform(world: MetalWorld, name: MetalName): Promise<void> {
  const { builds, records } = world;
  const { folder, state } = buildFiles(name);
  if (!(await records.list(folder)).includes(state)) return;
  const destroys = (await builds.newest()).filter(
    ({ variables }) => variables.PROJECT_NAME === name.project && variables.ACTION === BUILD_ACTION.destroy,
  );
  if (destroys.some(({ status }) => status === 'IN_PROGRESS')) return;
  const token = createHash('sha256').update(`${name.project}/destroy/${destroys.length}`).digest('hex').slice(0, 32);
  await builds.start({ ...buildPlace(world, name), ACTION: BUILD_ACTION.destroy }, token);
}

/** A record of a host's builds: none outlives its run. */
export async function deleteFile(world: MetalWorld, key: string): Promise<void> {
  const { bucket, prefix } = recordsAt(world);
  await world.clients.s3(world.deployment.home).send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }));
}
