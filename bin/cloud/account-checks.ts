import { type AccountPlan, accountPlan, type OfferedType, offeredTypes } from '../../lib/adapters/aws/account.ts';
import { functionMemory, lambdaConcurrency, standardVcpus } from '../../lib/adapters/aws/quotas.ts';
import { EC2_HOSTS } from '../../lib/catalog/ec2-hosts.ts';
import { hostEntry } from '../../lib/catalog/lookup.ts';
import { type Deployment, probeFunction } from '../../lib/domain/names.ts';
import type { Lane } from '../../lib/domain/plan.ts';
import type { Unavailable } from '../../lib/domain/scenario.ts';
import { awsProblem } from './aws-errors.ts';
import type { CommandClients } from './clients.ts';
import type { Limits } from './fan-out.ts';

/** Types whose vCPU count AWS was not asked for: none of the catalog has more. */
const MOST_VCPUS = 2;

export interface AccountFacts {
  readonly unavailable: readonly Unavailable[];
  readonly limits: Limits;
  /** What could not be asked, one sentence each. */
  readonly notes: readonly string[];
  /** A probe that is missing or has not the memory its host's name says, one line each. */
  readonly problems: readonly string[];
}

/** What this account may launch and run at once at the sites of these lanes. Only reads; what AWS denies is noted and taken as usual. */
export async function accountFacts(
  clients: CommandClients,
  { home }: Deployment,
  lanes: readonly Lane[],
  env: NodeJS.ProcessEnv,
): Promise<AccountFacts> {
  const notes: string[] = [];
  const asked = async <T>(what: string, answer: Promise<T>): Promise<T | undefined> =>
    answer.catch((error: unknown) => {
      notes.push(`${what} could not be checked: ${awsProblem(error) ?? 'no answer'}.`);
      return undefined;
    });
  const kindsAt = (site: string) => new Set(lanes.filter((lane) => lane.site === site).flatMap(kindsOf));
  const sites = [...new Set(lanes.map(({ site }) => site))];
  const ec2Sites = sites.filter((site) => kindsAt(site).has('ec2'));
  const lambdaSites = [...new Set([home, ...sites.filter((site) => kindsAt(site).has('lambda'))])];

  const plan = ec2Sites.length === 0 ? 'paid' : await asked("the account's plan", accountPlan(clients.sts(home), env));
  const offers = await byRegion(ec2Sites, (site) =>
    asked(`what EC2 offers in ${site}`, offeredTypes(clients.ec2(site), EC2_TYPES)),
  );
  const vcpus = await byRegion(ec2Sites, (site) => asked(`the EC2 quota in ${site}`, standardVcpus(clients.quotas(site))));
  const lambdas = await byRegion(lambdaSites, (site) =>
    asked(`the Lambda quota in ${site}`, lambdaConcurrency(clients.lambda(site))),
  );
  const known = new Map(Object.values(offers).flatMap((types) => types.map(({ type, vcpus: count }) => [type, count] as const)));
  return {
    unavailable: ec2Sites.flatMap((site) => unavailableAt(site, offers[site], plan)),
    limits: { vcpus, lambdas, vcpusOf: (type) => known.get(type) ?? MOST_VCPUS },
    notes,
    problems: await probeProblems(clients, lanes),
  };
}

const EC2_TYPES = EC2_HOSTS.map(({ id }) => id);
const kindsOf = ({ crew }: Lane) => crew.map(({ host }) => hostEntry(host)?.kind);

/** Every EC2 type of the catalog that cannot be launched there, asked for or not: a substitute may be refused as well. */
function unavailableAt(site: string, offered: readonly OfferedType[] | undefined, plan: AccountPlan | undefined): Unavailable[] {
  if (!offered) return [];
  return EC2_TYPES.flatMap((host): Unavailable[] => {
    const offer = offered.find(({ type }) => type === host);
    if (!offer) return [{ host, site, when: 'not-offered' }];
    return plan === 'free' && !offer.freeTier ? [{ host, site, when: 'free-plan' }] : [];
  });
}

async function probeProblems(clients: CommandClients, lanes: readonly Lane[]): Promise<string[]> {
  const probes = new Map(
    lanes.flatMap(({ site, crew }) =>
      crew
        .filter(({ host }) => hostEntry(host)?.kind === 'lambda')
        .map(({ host }) => [`${site} ${host}`, { site, host }] as const),
    ),
  );
  const found = await Promise.all(
    [...probes.values()].map(async ({ site, host }) => {
      const wanted = hostEntry(host)?.memoryMb;
      const memory = await functionMemory(clients.lambda(site), probeFunction(host));
      if (memory === undefined) return [`the probe ${probeFunction(host)} is not deployed in ${site}: npx cdk deploy --all`];
      return memory === wanted
        ? []
        : [
            `the probe of ${host} in ${site} has ${memory} MB instead of ${wanted}: npx cdk deploy --all, or ask for Lambda's full memory`,
          ];
    }),
  );
  return found.flat();
}

async function byRegion<T>(
  regions: readonly string[],
  ask: (region: string) => Promise<T | undefined>,
): Promise<Record<string, T>> {
  const answers = await Promise.all(regions.map(async (region) => [region, await ask(region)] as const));
  return Object.fromEntries(answers.filter((answer): answer is [string, Awaited<T>] => answer[1] !== undefined));
}
