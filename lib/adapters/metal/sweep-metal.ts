import { setTimeout as sleep } from 'node:timers/promises';
import { oneLine } from '../../domain/errors.ts';
import { TAG, TERRAFORM_FOLDER } from '../../domain/names.ts';
import { activationsIn, BUILD_ACTION, isRunning } from './metal-builds.ts';
import { buildFiles, intendedHosts, intendedRegions } from './metal-names.ts';
import { type MetalWorld, ownApi } from './metal-world.ts';
import { nodesBy, nodesOf } from './nodes.ts';
import { deleteFile, hostRemoval, type RemovalPatience } from './remove-host.ts';

export interface MetalPatience {
  readonly servers: RemovalPatience;
  /** For the builds that end Terraform's side. */
  readonly builds: { readonly withinSeconds: number; readonly pauseSeconds: number };
}
/** Within the 15 minutes of the function that tears down, beside the stops and the stores before it. */
const PATIENCE: MetalPatience = { servers: { withinSeconds: 300 }, builds: { withinSeconds: 180, pauseSeconds: 10 } };

/**
 * Removes every bare-metal host that this run recorded as intended, Terraform's state included, whether or not a crew remembers it.
 * Returns problems, one line each. Asks nobody anything where no host was intended. Idempotent.
 */
export async function sweepMetal(world: MetalWorld, patience: MetalPatience = PATIENCE): Promise<string[]> {
  const names = await intendedHosts(world.records);
  if (names.length === 0) return [];
  const removals = await Promise.all(
    names.map(async (name) => ({ name, ...(await hostRemoval(world, name, patience.servers)) })),
  );
  const problems = removals.flatMap((one) =>
    one.problems.length > 0 ? [`bare metal ${one.name.project}: ${one.problems.join('; ')}`] : [],
  );
  const building = await endOfBuilds(world, patience.builds).catch((error: unknown) => void problems.push(oneLine(error)));
  if (!building) return problems;
  // What a state still names then is a script that went with its servers. A build that runs has it locked, and ends it itself.
  for (const key of await world.records.list(TERRAFORM_FOLDER)) {
    const owner = removals.find(({ name }) => key.startsWith(buildFiles(name).folder));
    const over = owner ? owner.serversGone && !building.has(owner.name.project) : problems.length === 0 && building.size === 0;
    if (over) await deleteFile(world, key);
  }
  return problems;
}

/** Waits for the builds that end Terraform's side. Returns the projects of those that still run, of whichever kind. */
async function endOfBuilds(
  { run, builds }: MetalWorld,
  { withinSeconds, pauseSeconds }: MetalPatience['builds'],
): Promise<ReadonlySet<string>> {
  const giveUp = performance.now() + withinSeconds * 1000;
  for (;;) {
    const running = (await builds.newest()).filter((build) => isRunning(build) && build.variables.RUN === run);
    const ending = running.some(({ variables }) => variables.ACTION === BUILD_ACTION.destroy);
    if (!ending || performance.now() + pauseSeconds * 1000 >= giveUp)
      return new Set(running.map(({ variables: { PROJECT_NAME = '' } }) => PROJECT_NAME));
    await sleep(pauseSeconds * 1000);
  }
}

/** What of this run's bare metal is left, counts by kind, asked of the provider and of SSM; nothing where no host was intended. */
export async function metalLeft(world: MetalWorld): Promise<Record<string, number>> {
  const { run, clients, deployment, records, builds } = world;
  const names = await intendedHosts(records);
  if (names.length === 0) return {};
  const api = await ownApi(world, names);
  const ofOurs = new Set(names.map(({ project }) => project));
  const ofRun = (await builds.newest()).filter(({ variables }) => variables.RUN === run);
  const traces = { home: deployment.home, names, activations: activationsIn(ofRun) };
  const nodesIn = async (region: string): Promise<number> => {
    const ssm = clients.ssm(region);
    const tagged = (await nodesBy(ssm, `tag:${TAG.run}`, run)).map(({ InstanceId = '' }) => InstanceId);
    return new Set([...tagged, ...(await nodesOf(ssm, traces))]).size;
  };
  const regions = [...new Set([...deployment.regions, ...(await intendedRegions(records, names))])];
  const projects = (await api.projects()).filter(({ name }) => ofOurs.has(name));
  const [servers, userData, nodes, files] = await Promise.all([
    Promise.all(projects.map(({ id }) => api.servers(id))),
    api.userData(),
    Promise.all(regions.map(nodesIn)),
    records.list(TERRAFORM_FOLDER),
  ]);
  return {
    servers: servers.flat().length,
    'projects at Latitude.sh': projects.length,
    'user data at Latitude.sh': userData.filter(({ description }) => ofOurs.has(description)).length,
    'managed nodes': nodes.reduce((sum, count) => sum + count, 0),
    'Terraform files': files.length,
    builds: ofRun.filter(isRunning).length,
  };
}
