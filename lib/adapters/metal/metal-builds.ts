import type { Build, Builds } from '../aws/codebuild.ts';
import { buildFiles, type MetalName } from './metal-names.ts';
import { type MetalWorld, recordsAt } from './metal-world.ts';

/** What a build is started with. Its text is visible to whoever may look at builds: no secret is among it. */
export const BUILD_ACTION = { apply: 'apply', destroy: 'destroy' } as const;
type Action = (typeof BUILD_ACTION)[keyof typeof BUILD_ACTION];

export const isRunning = ({ status }: Build): boolean => status === 'IN_PROGRESS';

/** Builds of a host that do this, newest first. */
export async function buildsOf(builds: Builds, { project }: Pick<MetalName, 'project'>, action: Action): Promise<Build[]> {
  return (await builds.newest()).filter(({ variables }) => variables.PROJECT_NAME === project && variables.ACTION === action);
}

/** Asks the builds that make a host to end. They run on until CodeBuild says otherwise. */
export async function stopMaking(builds: Builds, name: Pick<MetalName, 'project'>): Promise<void> {
  for (const build of await buildsOf(builds, name, BUILD_ACTION.apply)) if (isRunning(build)) await builds.stop(build.id);
}

/** Whether a build may still ask for a server of this host. */
export async function isMaking(builds: Builds, name: Pick<MetalName, 'project'>): Promise<boolean> {
  return (await buildsOf(builds, name, BUILD_ACTION.apply)).some(isRunning);
}

/** Activations that the builds of a host, or of a run, were started with: the only place that names one after its deletion. */
export const activationsIn = (builds: readonly Build[]): string[] =>
  builds.flatMap(({ variables: { TF_VAR_activation_id: id } }) => (id ? [id] : []));

/** What apply and destroy both need. */
export function buildPlace(world: MetalWorld, name: MetalName): Record<string, string> {
  const { bucket, prefix } = recordsAt(world);
  return {
    RUN: name.run,
    PROJECT_NAME: name.project,
    BUCKET: bucket,
    FOLDER: prefix + buildFiles(name).folder.replace(/\/$/, ''),
    STATE_REGION: world.deployment.home,
  };
}
