import { SITES } from '../catalog/sites.ts';
import { BadInput } from '../domain/errors.ts';
import type { Deployment } from '../domain/names.ts';

/** How published pages are reached: a new account is often refused CloudFront until AWS has verified it. */
export const SITE_KINDS = ['cloudfront', 'function-url'] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

/** Where to deploy, as cdk.json and `-c name=value` say it. The account comes with the credentials. */
export interface DeploymentContext extends Omit<Deployment, 'account'> {
  readonly site: SiteKind;
}

/** Names in the context of cdk.json. */
export const CONTEXT = {
  home: 'firstbyte:home',
  regions: 'firstbyte:regions',
  site: 'firstbyte:site',
  endpoints: 'firstbyte:endpoints',
} as const;

const REGIONS: readonly string[] = SITES.filter(({ provider }) => provider === 'aws').map(({ region }) => region);
const DEFAULTS = { home: 'us-east-1', site: 'cloudfront' };

/** Reads and checks the context. Values of `-c` are texts: regions separated by commas, endpoints as JSON. Throws BadInput. */
export function deploymentContext(context: Readonly<Record<string, unknown>>): DeploymentContext {
  return {
    home: oneOf(CONTEXT.home, context[CONTEXT.home] ?? DEFAULTS.home, REGIONS),
    regions: regionsOf(context[CONTEXT.regions] ?? REGIONS),
    site: oneOf(CONTEXT.site, context[CONTEXT.site] ?? DEFAULTS.site, SITE_KINDS),
    endpoints: endpointsOf(context[CONTEXT.endpoints] ?? {}),
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
  const given = typeof value === 'string' ? parsed(value) : value;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new BadInput(`${CONTEXT.endpoints} is no JSON object: give {"<store>.<region>": "https://…"}, or leave it out.`);
  const entries = Object.entries(given).map(([place, address]): [string, string] => {
    if (typeof address !== 'string' || !/^https?:$/.test(URL.parse(address)?.protocol ?? ''))
      throw new BadInput(`${CONTEXT.endpoints}: the address of ${place} is no http or https address.`);
    return [place, address];
  });
  return Object.fromEntries(entries);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
