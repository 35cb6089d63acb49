import { hostEntry } from '../lib/catalog/lookup.ts';
import { SITES } from '../lib/catalog/sites.ts';
import { SUBSTITUTES } from '../lib/catalog/substitutes.ts';
import { standInFor, whyNoHost } from '../lib/domain/availability.ts';
import type { HostEntry } from '../lib/domain/catalog.ts';
import { BadInput } from '../lib/domain/errors.ts';
import { EQUINIX_PLANS, type EquinixMetro, type EquinixPlan } from './equinix.ts';
import type { MetalHost } from './hosts-stack.ts';
import { LATITUDE_PLANS, LATITUDE_SITES, type LatitudePlan, type LatitudeSite } from './latitude.ts';

export interface Wanted {
  /** A bare-metal host of the catalog: a plan of Packet's or of Latitude.sh's. */
  readonly plan: string;
  /** A bare-metal site of the catalog: `amsterdam`. */
  readonly site: string;
}

export interface Resolved {
  readonly found: Unnamed<MetalHost>;
  /** What is not as asked, and why; absent where it is. */
  readonly note?: string;
}

type Unnamed<Host> = Host extends MetalHost ? Omit<Host, 'role' | 'hostname'> : never;

/** Packet's data centres of the three sites, by Equinix's later names. */
const METROS: Readonly<Record<string, EquinixMetro>> = { amsterdam: 'am', ashburn: 'dc', 'los-angeles': 'la' };

/** The bare-metal sites. */
export const METAL_SITES: readonly string[] = SITES.filter(({ provider }) => provider === 'latitude').map(({ id }) => id);

/** A plan and site in a provider's own words, Packet's plans by what stands in for them. Throws BadInput. Stock is asked at launch. */
export function resolveHost({ plan, site }: Wanted, provider: MetalHost['provider']): Resolved {
  const host = hostEntry(plan);
  if (host?.kind !== 'metal') throw new BadInput(`"${plan}" is no bare-metal plan: there are ${EQUINIX_PLANS.join(', ')}`);
  if (!METAL_SITES.includes(site)) throw new BadInput(`"${site}" is no bare-metal site: there are ${METAL_SITES.join(', ')}`);
  return provider === 'equinix' ? onEquinix(host, site) : onLatitude(host, site);
}

function onLatitude(host: HostEntry, site: string): Resolved {
  const standIn = standInFor(host, site, [], SUBSTITUTES, hostEntry);
  const reason = whyNoHost(host, site, [], standIn);
  const plan = LATITUDE_PLANS.find((one): one is LatitudePlan => one === (standIn?.substitute ?? host.id));
  const region = SITES.find(({ id }) => id === site)?.region;
  const code = LATITUDE_SITES.find((one): one is LatitudeSite => one === region);
  if (!plan || !code) throw new BadInput(`nothing at Latitude.sh stands in for ${host.title} in ${site}`);
  return { found: { provider: 'latitude', plan, site: code }, ...(reason ? { note: reason } : {}) };
}

function onEquinix(host: HostEntry, site: string): Resolved {
  const plan = EQUINIX_PLANS.find((one): one is EquinixPlan => one === host.id);
  const metro = METROS[site];
  if (!plan || !metro) throw new BadInput(`Equinix Metal never had ${host.title}: it had ${EQUINIX_PLANS.join(', ')}`);
  const note = `${whyNoHost(host, site)}: this can be validated and never applied`;
  return { found: { provider: 'equinix', plan, site: metro }, note };
}
