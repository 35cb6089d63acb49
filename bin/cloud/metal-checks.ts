import { existsSync } from 'node:fs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { LatitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { NO_TOKEN, storedLatitude } from '../../lib/adapters/metal/metal-world.ts';
import { hostEntry, pairEntry } from '../../lib/catalog/lookup.ts';
import type { PriceEntry } from '../../lib/domain/catalog.ts';
import type { Cell } from '../../lib/domain/cell.ts';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import type { Selection } from '../../lib/domain/scenario.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';
import { METAL_LOCK } from '../deploy/metal-lock.ts';
import { type MetalStock, metalStock } from './metal-stock.ts';

export interface MetalVerdict {
  /** What remains to be measured; plans without stock are among what is unavailable. */
  readonly selection: Selection;
  readonly notes: readonly string[];
  /** Today's, of the provider: they win over the catalog's. */
  readonly prices: readonly PriceEntry[];
}

export interface MetalAsked {
  readonly ssm: SSMClient;
  readonly endpoints: Deployment['endpoints'];
  readonly selection: Selection;
  /** Pairs that were asked for by name. */
  readonly named: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly lock?: string;
}

const isMetal = (pair: string): boolean => pairEntry(pair)?.hosts.some((kind) => kind === 'metal') ?? false;

/**
 * Leaves bare-metal pairs out where no token of their provider is stored, or where the provider does not take it; asks it for stock and
 * price otherwise. Throws BadInput where nothing else was asked for, or where one of them was asked for by name.
 */
export async function metalVerdict(asked: MetalAsked): Promise<MetalVerdict> {
  const { selection, named, today } = asked;
  const metal = selection.pairs.filter(isMetal);
  if (metal.length === 0) return { selection, notes: [], prices: [] };
  const found = await stockOrReason(asked, [...new Set(metal.map((pair) => pairEntry(pair)?.site ?? pair))], today);
  if (typeof found !== 'string') return withStock(asked, metal, found);
  const pairs = selection.pairs.filter((pair) => !isMetal(pair));
  const needed = metal.find((pair) => named.includes(pair)) ?? (pairs.length === 0 ? metal[0] : undefined);
  if (needed) throw new BadInput(`pair ${needed} cannot be measured: ${found}.`);
  const hosts = selection.hosts.filter((host) => hostEntry(host)?.kind !== 'metal');
  return { selection: { ...selection, pairs, hosts }, notes: metal.map((pair) => `${pair} is left out: ${found}.`), prices: [] };
}

/** What the provider has, or why no bare metal can be measured at all. */
async function stockOrReason(
  { ssm, endpoints, lock = METAL_LOCK }: MetalAsked,
  sites: readonly string[],
  today: string,
): Promise<MetalStock | string> {
  const api = await storedLatitude(ssm, endpoints);
  if (!api) return NO_TOKEN;
  if (!existsSync(lock)) return 'packet-tf/latitude.lock.hcl is missing: npm run packet -- lock, once, then npx cdk deploy --all';
  try {
    return (await whyNoRoom(api)) ?? (await metalStock(api, sites, today));
  } catch (error) {
    return oneLine(error);
  }
}

async function whyNoRoom(api: LatitudeApi): Promise<string | undefined> {
  const { limit, used } = await api.allowance();
  return limit !== null && used >= limit
    ? `the account at Latitude.sh may have ${limit} servers and has ${used}: ask its support for more, or remove one`
    : undefined;
}

/** What is not in stock stays in the plan with its reason, and is measured by nobody. */
function withStock({ selection, named }: MetalAsked, metal: readonly string[], stock: MetalStock): MetalVerdict {
  const known = { ...selection, unavailable: [...(selection.unavailable ?? []), ...stock.unavailable] };
  const { expand } = scenarioPlan(selection.scenario);
  const [before, after] = [expand(selection), expand(known)];
  const measured = (cells: readonly Cell[], pair: string) => cells.some((cell) => cell.pair === pair && !cell.impossible);
  const none = metal.filter((pair) => !measured(after, pair));
  const refused = none.find((pair) => named.includes(pair) || selection.pairs.every((one) => !measured(after, one)));
  if (refused)
    throw new BadInput(`pair ${refused} cannot be measured: ${after.find(({ pair }) => pair === refused)?.impossible}.`);
  const wanted = (cells: readonly Cell[], { host, site }: { readonly host: string; readonly site: string }) =>
    cells.some(({ axes, impossible }) => !impossible && axes.host === host && axes.site === site);
  const had = stock.had.filter((one) => wanted(after, one)).map(({ what }) => what);
  return {
    selection: stock.unavailable.length > 0 ? known : selection,
    notes: [
      ...stock.unavailable.filter((one) => wanted(before, one)).map(({ said }) => `Not in stock: ${said}.`),
      ...(had.length > 0 ? [`In stock at Latitude.sh now: ${had.join('; ')}.`] : []),
    ],
    prices: stock.prices,
  };
}
