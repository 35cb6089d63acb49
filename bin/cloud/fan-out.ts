import { hostEntry } from '../../lib/catalog/lookup.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Lane } from '../../lib/domain/plan.ts';
import { CLOUD_FAN_OUT } from '../../lib/pipeline/planning/make-plan.ts';

/** Invocations the steps of the machine need beside the probes, in the home region. */
const STEPS_AT_ONCE = 2;

/** What an account may run at once, by region; what could not be asked is absent. */
export interface Limits {
  readonly vcpus: Readonly<Record<string, number>>;
  readonly lambdas: Readonly<Record<string, number>>;
  /** vCPU of an EC2 type. */
  readonly vcpusOf: (type: string) => number;
}

export interface FanOut {
  /** Small lanes that may run together. */
  readonly lanes: number;
  /** Which quota made it fewer than usual. */
  readonly because?: string;
}

/** How many lanes may run together whichever of them meet. Throws BadInput when not even one fits. */
export function fanOutWithin(lanes: readonly Lane[], home: string, limits: Limits): FanOut {
  const sites = [...new Set(lanes.map(({ site }) => site))];
  const bounds = [...sites.flatMap((site) => vcpuBound(lanes, site, limits)), ...lambdaBounds(lanes, sites, home, limits)];
  const tightest = bounds.toSorted((a, b) => a.lanes - b.lanes)[0];
  if (!tightest || tightest.lanes >= Math.min(CLOUD_FAN_OUT, lanes.length)) return { lanes: CLOUD_FAN_OUT };
  return tightest;
}

/** The most of any lanes of a site whose instances stay within the quota, the largest ones met first. */
function vcpuBound(lanes: readonly Lane[], site: string, { vcpus, vcpusOf }: Limits): Required<FanOut>[] {
  const quota = vcpus[site];
  const needs = lanes
    .filter((lane) => lane.site === site)
    .map(({ crew }) =>
      crew.filter(({ host }) => hostEntry(host)?.kind === 'ec2').reduce((sum, { host }) => sum + vcpusOf(host), 0),
    )
    .filter((need) => need > 0)
    .toSorted((a, b) => b - a);
  if (quota === undefined || needs.length === 0) return [];
  let together = 0;
  let used = 0;
  for (const need of needs) {
    used += need;
    if (used > quota) break;
    together++;
  }
  if (together === 0)
    throw new BadInput(
      `a lane in ${site} needs ${needs[0]} vCPU and this account may run ${quota}: ask for more in Service Quotas (EC2, L-1216C47A), or name hosts without EC2.`,
    );
  if (together === needs.length) return [];
  return [{ lanes: together, because: `${quota} vCPU of standard EC2 instances in ${site}` }];
}

function lambdaBounds(lanes: readonly Lane[], sites: readonly string[], home: string, { lambdas }: Limits): Required<FanOut>[] {
  return [...new Set([home, ...sites])].flatMap((region) => {
    const quota = lambdas[region];
    const own = lanes.filter(({ site, crew }) => site === region && crew.some(({ host }) => hostEntry(host)?.kind === 'lambda'));
    if (quota === undefined || (region !== home && own.length === 0)) return [];
    const together = quota - (region === home ? STEPS_AT_ONCE : 0);
    if (together < 1)
      throw new BadInput(
        `Lambda may run ${quota} at once in ${region}, which is too few: ask for more in Service Quotas (Lambda, L-B99A9384).`,
      );
    return [{ lanes: together, because: `${quota} concurrent Lambda invocations in ${region}` }];
  });
}
