import { setTimeout as sleep } from 'node:timers/promises';
import { oneLine } from '../../domain/errors.ts';
import { TAG, TERRAFORM_FOLDER } from '../../domain/names.ts';
import { nodesBy } from './activation.ts';
import { intendedHosts } from './metal-names.ts';
import { type MetalWorld, needApi } from './metal-world.ts';
import { deleteFile, removeHost } from './remove-host.ts';
import type { Patience } from './remove-servers.ts';
import { BUILD_ACTION } from './start-metal.ts';

export interface MetalPatience {
  readonly servers: Patience;
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
  const removals = await Promise.allSettled(names.map((name) => removeHost(world, name, patience.servers)));
  const problems = removals.flatMap((one) => (one.status === 'rejected' ? [`bare metal: ${oneLine(one.reason)}`] : []));
  if (names.length > 0) await endOfBuilds(world, patience.builds).catch((error: unknown) => problems.push(oneLine(error)));
  for (const key of await world.records.list(TERRAFORM_FOLDER)) {
    // Servers are gone, by the provider's word: what a state still names is a script of theirs, which costs nothing.
    if (problems.length === 0) await deleteFile(world, key);
  }
  return problems;
}

async function endOfBuilds({ run, builds }: MetalWorld, { withinSeconds, pauseSeconds }: MetalPatience['builds']): Promise<void> {
  const giveUp = performance.now() + withinSeconds * 1000;
  const running = async () =>
    (await builds.newest()).filter(
      ({ status, variables }) => status === 'IN_PROGRESS' && variables.RUN === run && variables.ACTION === BUILD_ACTION.destroy,
    );
  while ((await running()).length > 0 && performance.now() + pauseSeconds * 1000 < giveUp) await sleep(pauseSeconds * 1000);
}

/** What of this run's bare metal is left, counts by kind, asked of the provider and of SSM; nothing where no host was intended. */
export async function metalLeft(world: MetalWorld): Promise<Record<string, number>> {
  const { run, clients, deployment, records, builds } = world;
  const names = await intendedHosts(records);
  if (names.length === 0) return {};
  const api = await needApi(world);
  const ofOurs = new Set(names.map(({ project }) => project));
  const projects = (await api.projects()).filter(({ name }) => ofOurs.has(name));
  const [servers, nodes, files, all] = await Promise.all([
    Promise.all(projects.map(({ id }) => api.servers(id))),
    Promise.all(deployment.regions.map((region) => nodesBy(clients.ssm(region), `tag:${TAG.run}`, run))),
    records.list(TERRAFORM_FOLDER),
    builds.newest(),
  ]);
  return {
    servers: servers.flat().length,
    'projects at Latitude.sh': projects.length,
    'managed nodes': nodes.flat().length,
    'Terraform files': files.length,
    builds: all.filter(({ status, variables }) => status === 'IN_PROGRESS' && variables.RUN === run).length,
  };
}
