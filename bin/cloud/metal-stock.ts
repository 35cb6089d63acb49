import { chooseOffer } from '../../lib/adapters/metal/choose-offer.ts';
import type { LatitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { METAL_HOSTS } from '../../lib/catalog/metal-hosts.ts';
import type { PriceEntry } from '../../lib/domain/catalog.ts';
import { oneLine } from '../../lib/domain/errors.ts';
import type { Unavailable } from '../../lib/domain/scenario.ts';

/** What a provider of bare metal has today. */
export interface MetalStock {
  readonly unavailable: readonly (Unavailable & { readonly said: string })[];
  readonly prices: readonly PriceEntry[];
  /** What can be had now, by host and site: `m4-metal-small in AMS, 2 x 10 Gbps, 0.81 USD an hour`. */
  readonly had: readonly { readonly host: string; readonly site: string; readonly what: string }[];
}

const HOSTS: readonly string[] = METAL_HOSTS.filter(({ provider }) => provider === 'latitude').map(({ id }) => id);

/**
 * Stock and price of every plan of the catalog at these sites, by the very decision that a launch makes; `today` is `YYYY-MM-DD`.
 * Throws as the API does when it cannot be asked.
 */
export async function metalStock(api: LatitudeApi, sites: readonly string[], today: string): Promise<MetalStock> {
  const asked = await remembering(api);
  const unavailable: (Unavailable & { readonly said: string })[] = [];
  const prices: PriceEntry[] = [];
  const had: { host: string; site: string; what: string }[] = [];
  for (const site of sites)
    for (const host of HOSTS)
      try {
        const { plan, place, nics, usdPerHour } = await chooseOffer(asked, { host, site });
        const price = usdPerHour === null ? [] : [`${usdPerHour} USD an hour`];
        had.push({ host, site, what: [`${plan} in ${place}`, ...(nics ? [nics] : []), ...price].join(', ') });
        if (usdPerHour !== null)
          prices.push({
            ...{ sku: `metal:${host}`, region: site, unit: 'hour', per: 1, usd: usdPerHour },
            ...{ asOf: today, source: `the API of ${api.title}, asked before the run: ${plan} in ${place}` },
          });
      } catch (error) {
        if (!(error instanceof Error && error.name === 'HostLost')) throw error;
        unavailable.push({ host, site, when: 'no-stock', said: oneLine(error) });
      }
  return { unavailable, prices, had };
}

/** The same API, asked once for each plan and for the account. */
async function remembering(api: LatitudeApi): Promise<LatitudeApi> {
  const allowance = await api.allowance();
  const offers = new Map(await Promise.all(HOSTS.map(async (plan) => [plan, await api.offers(plan)] as const)));
  return { ...api, allowance: async () => allowance, offers: async (plan) => offers.get(plan) ?? [] };
}
