import { hostEntry } from '../../catalog/lookup.ts';
import { SITES } from '../../catalog/sites.ts';
import { HostLost } from '../../domain/errors.ts';
import type { Post } from '../../domain/order.ts';
import type { LatitudeApi } from './latitude-api.ts';

/** What can be had now. */
export interface ChosenOffer {
  /** The provider's own words: `m4-metal-small`, `AMS`. */
  readonly plan: string;
  readonly place: string;
  /** `2 x 10 Gbps`; empty where the provider does not say. */
  readonly nics: string;
  /** Null where the provider does not say. */
  readonly usdPerHour: number | null;
}

/** Further buildings of a metro, tried in this order. */
const SAME_METRO: Readonly<Record<string, readonly string[]>> = { LAX: ['LAX', 'LAX2'] };

/** Asks the provider before anything is made: the account's limit, then the plan's stock at the site. Throws HostLost with what there is. */
export async function chooseOffer(api: LatitudeApi, { host, site }: Pick<Post, 'host' | 'site'>): Promise<ChosenOffer> {
  const entry = hostEntry(host);
  const region = SITES.find(({ id, provider }) => id === site && provider === 'latitude')?.region;
  if (entry?.kind !== 'metal' || entry.provider !== 'latitude')
    throw new HostLost(`${host} is no plan of Latitude.sh in the catalog`);
  if (!region) throw new HostLost(`${host}: ${site} is no site of Latitude.sh`);
  const { limit, used } = await api.allowance();
  if (limit !== null && used >= limit)
    throw new HostLost(`the account at ${api.title} may have ${limit} servers and has ${used}: ask its support for more`);
  const offers = await api.offers(host);
  for (const place of SAME_METRO[region] ?? [region]) {
    const offer = offers.find(({ inStock }) => inStock.includes(place));
    if (offer) return { plan: host, place, nics: offer.nics, usdPerHour: offer.usdPerHour };
  }
  const elsewhere = [...new Set(offers.flatMap(({ inStock }) => inStock))];
  throw new HostLost(
    `${api.title} has no ${host} in ${site} (${region}) now: ${elsewhere.length > 0 ? `in stock in ${elsewhere.join(', ')}` : 'in stock nowhere'}`,
  );
}
