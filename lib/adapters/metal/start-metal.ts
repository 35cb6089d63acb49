import { createHash } from 'node:crypto';
import { HostLost } from '../../domain/errors.ts';
import type { Post } from '../../domain/order.ts';
import type { HostHandle } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';
import { activationsOf, createActivation, deleteActivation } from './activation.ts';
import { type ChosenOffer, chooseOffer } from './choose-offer.ts';
import { BUILD_ACTION, buildPlace, buildsOf } from './metal-builds.ts';
import { activationIntent, buildFiles, hostnameOf, intendedHost, type MetalName, metalName } from './metal-names.ts';
import { type MetalWorld, NO_ACCOUNT, needApi } from './metal-world.ts';
import { removeEnded } from './remove-ended.ts';
import type { RemovalPatience } from './remove-host.ts';

export interface StartOptions extends MetalWorld {
  readonly now: () => Date;
  /** When a host started now ends by itself. */
  readonly expiresAt: (post: Post) => Date | Promise<Date>;
  /** How long a removal waits for the provider; what it does not reach is left to the sweep. */
  readonly patience?: RemovalPatience;
}

/** Where a host of a site registers: the measured region nearest to it, whose asset bucket it is set up from. */
const NEAREST: Readonly<Record<string, string>> = {
  amsterdam: 'eu-central-1',
  ashburn: 'us-east-1',
  'los-angeles': 'us-west-2',
};

/**
 * Has Terraform make one host, at most one however often it is called for a post. What will be made is on record before anybody is
 * asked to make it. Throws HostLost where the provider has none, before anything is made.
 */
export async function startMetal(world: StartOptions, post: Post): Promise<HostHandle> {
  const { deployment, clients, records, builds, now } = world;
  const api = await needApi(world);
  const intended = await intendedHost(records, post);
  // A step that was cut off and is tried again: its build is taken over.
  const before = intended && (await buildsOf(builds, intended, BUILD_ACTION.apply))[0];
  if (before) return handleOf(post, before.id, before.variables);

  await removeEnded(world, api, world.patience);
  const [account] = await api.accounts();
  if (!account) throw new HostLost(NO_ACCOUNT);
  const offer = await chooseOffer(api, post);
  const name = intended ?? metalName(post, await world.expiresAt(post));
  const region = regionOf(post.site, deployment.regions);
  const ssm = clients.ssm(region);
  const at = now().toISOString();
  const server = { kind: 'server', region: offer.place, name: name.project, at, account } as const;
  await RECORD.intent.write(records, server, name.project);
  const activated = activationIntent(name);
  await RECORD.intent.write(records, { kind: 'activation', region, name: activated, at }, activated);

  const project = (await api.projectsNamed(name.project))[0] ?? (await api.makeProject(name.project));
  // Of an attempt that got this far: its code is known to nobody.
  for (const id of await activationsOf(ssm, name)) await deleteActivation(ssm, id);
  const activation = await createActivation(ssm, { home: deployment.home, name, post, now: now() });
  await records.write(buildFiles(name).activation, activation.code);
  const variables = variablesOf(world, { name, offer, region, project, activation: activation.id, now: now() });
  const token = createHash('sha256').update(`${name.project}/${activation.id}`).digest('hex').slice(0, 32);
  return handleOf(post, await builds.start(variables, token), variables);
}

function regionOf(site: string, regions: readonly string[]): string {
  const region = regions.find((one) => one === NEAREST[site]) ?? regions[0];
  if (!region) throw new HostLost('no region is measured: a bare-metal host has nowhere to register');
  return region;
}

interface Decided {
  readonly name: MetalName;
  readonly offer: ChosenOffer;
  readonly region: string;
  readonly project: string;
  readonly activation: string;
  readonly now: Date;
}

function variablesOf(world: StartOptions, { name, offer, region, project, activation, now }: Decided): Record<string, string> {
  const { plan, place: site, nics, usdPerHour } = offer;
  const minutes = Math.max(1, Math.ceil((name.expiresAt.getTime() - now.getTime()) / 60_000));
  const hosts = [{ provider: 'latitude', role: 'host', hostname: hostnameOf(name), plan, site }];
  return {
    ...buildPlace(world, name),
    ACTION: BUILD_ACTION.apply,
    HOSTS: JSON.stringify(hosts),
    ACTIVATION_REGION: region,
    POWER_OFF_MINUTES: String(minutes),
    TF_VAR_project: project,
    TF_VAR_activation_id: activation,
    NICS: nics,
    USD_PER_HOUR: String(usdPerHour ?? ''),
  };
}

function handleOf(post: Post, build: string, variables: Readonly<Record<string, string>>): HostHandle {
  const [host] = JSON.parse(variables.HOSTS ?? '[]') as readonly { readonly site?: string }[];
  return {
    ...post,
    build,
    project: variables.PROJECT_NAME ?? '',
    region: variables.ACTIVATION_REGION ?? '',
    activation: variables.TF_VAR_activation_id ?? '',
    place: host?.site ?? '',
    nics: variables.NICS ?? '',
    usdPerHour: variables.USD_PER_HOUR ?? '',
  };
}
