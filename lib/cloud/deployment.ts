import { SITES } from '../catalog/sites.ts';
import type { SiteEntry } from '../domain/catalog.ts';
import { BadInput } from '../domain/errors.ts';
import type { Deployment } from '../domain/names.ts';

/** How published pages are reached: a new account is often refused CloudFront until AWS has verified it. */
export const SITE_KINDS = ['cloudfront', 'function-url'] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

/** Where to deploy, as cdk.json and `-c name=value` say it. The account comes with the credentials. */
export interface DeploymentContext extends Omit<Deployment, 'account'> {
  readonly site: SiteKind;
  /** Zones that instances may use, by region, where the account has fewer of them than the catalog says. */
  readonly zones: Readonly<Record<string, number>>;
}

/** Names in the context of cdk.json. */
export const CONTEXT = {
  home: 'firstbyte:home',
  regions: 'firstbyte:regions',
  site: 'firstbyte:site',
  endpoints: 'firstbyte:endpoints',
  zones: 'firstbyte:zones',
} as const;

const REGIONS: readonly string[] = SITES.filter(({ provider }) => provider === 'aws').map(({ region }) => region);
/** Zones of a region, as the catalog has them: no account has more. */
const ZONES: ReadonlyMap<string, number> = new Map(
  (SITES as readonly SiteEntry[]).map(({ region, zones = 2 }) => [region, zones]),
);
const DEFAULTS = { home: 'us-east-1', site: 'cloudfront' };

/** Reads and checks the context. Values of `-c` are texts: regions separated by commas, endpoints and zones as JSON. Throws BadInput. */
export function deploymentContext(context: Readonly<Record<string, unknown>>): DeploymentContext {
  return {
    home: oneOf(CONTEXT.home, context[CONTEXT.home] ?? DEFAULTS.home, REGIONS),
    regions: regionsOf(context[CONTEXT.regions] ?? REGIONS),
    site: oneOf(CONTEXT.site, context[CONTEXT.site] ?? DEFAULTS.site, SITE_KINDS),
    endpoints: endpointsOf(context[CONTEXT.endpoints] ?? {}),
    zones: zonesOf(context[CONTEXT.zones] ?? {}),
  };
}

function oneOf<T extends string>(name: string, value: unknown, valid: readonly T[]): T {
  const found = valid.find((candidate) => candidate === value);
  if (found === undefined) throw new BadInput(`${name} is ${JSON.stringify(value)}: give one of ${valid.join(', ')}.`);
  return found;
}

function regionsOf(value: unknown): string[] {
  const given: unknown[] =
    typeof value === 'string' ? value.split(',').map((part) => part.trim()) : Array.isArray(value) ? value : [value];
  const regions = given.map((region) => oneOf(CONTEXT.regions, region, REGIONS));
  if (regions.length === 0) throw new BadInput(`${CONTEXT.regions} is empty: give at least one of ${REGIONS.join(', ')}.`);
  return [...new Set(regions)];
}

function endpointsOf(value: unknown): Record<string, string> {
  const entries = entriesOf(value, CONTEXT.endpoints, '{"<store>.<region>": "https://…"}').map(
    ([place, address]): [string, string] => {
      if (typeof address !== 'string' || !/^https?:$/.test(URL.parse(address)?.protocol ?? ''))
        throw new BadInput(`${CONTEXT.endpoints}: the address of ${place} is no http or https address.`);
      return [place, address];
    },
  );
  return Object.fromEntries(entries);
}

function zonesOf(value: unknown): Record<string, number> {
  const entries = entriesOf(value, CONTEXT.zones, '{"us-east-1": 5}').map(([region, zones]): [string, number] => {
    const most = ZONES.get(oneOf(CONTEXT.zones, region, REGIONS)) ?? 1;
    if (typeof zones !== 'number' || !Number.isInteger(zones) || zones < 1 || zones > most)
      throw new BadInput(`${CONTEXT.zones}: ${region} has 1 to ${most} zones, not ${JSON.stringify(zones)}.`);
    return [region, zones];
  });
  return Object.fromEntries(entries);
}

function entriesOf(value: unknown, name: string, example: string): [string, unknown][] {
  const given = typeof value === 'string' ? parsed(value) : value;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new BadInput(`${name} is no JSON object: give ${example}, or leave it out.`);
  return Object.entries(given);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
