import type { SSMClient } from '@aws-sdk/client-ssm';
import { type KeyProvider, keyProvider, readKeys } from '../../lib/adapters/aws/provider-keys.ts';
import { checkKeys } from '../../lib/adapters/stores/check-keys.ts';
import { pairEntry, storeEntry } from '../../lib/catalog/lookup.ts';
import { type Cell, placeName } from '../../lib/domain/cell.ts';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import type { Deployment } from '../../lib/domain/names.ts';

/** A region of a store that only its provider's keys open. */
export interface KeyedPlace {
  readonly store: string;
  readonly provider: KeyProvider;
  readonly region: string;
  /** Host name of its S3 API. */
  readonly endpoint: string;
}

export interface RefusedPlace extends KeyedPlace {
  /** Why its keys open nothing, with what to do. */
  readonly reason: string;
}

/** The places that these cells need keys for. */
export function keyedPlaces(cells: readonly Cell[]): KeyedPlace[] {
  const places = cells.flatMap((cell): KeyedPlace[] => {
    const entry = storeEntry(String(cell.axes.store));
    const provider = entry && keyProvider(entry);
    const region = pairEntry(cell.pair ?? '')?.stores?.[String(cell.axes.store)]?.region;
    if (cell.impossible || !entry || !provider || !region) return [];
    const endpoint = entry.places.find((place) => place.region === region)?.endpoint ?? '';
    return [{ store: entry.id, provider, region, endpoint }];
  });
  return [...new Map(places.map((place) => [placeName(place.store, place.region), place])).values()];
}

/** Those without keys at home, or whose keys the provider refuses. Lists buckets there and makes nothing. Throws as the SDK does. */
export async function refusedPlaces(
  ssm: SSMClient,
  places: readonly KeyedPlace[],
  endpoints: Deployment['endpoints'],
): Promise<RefusedPlace[]> {
  const asked = places.map(async (place): Promise<RefusedPlace[]> => {
    const { store, provider, region, endpoint } = place;
    const command = `npm run keys -- ${provider} ${region}`;
    const keys = await readKeys(ssm, provider, region);
    if (!keys) return [{ ...place, reason: `no keys in ${region}: ${command}` }];
    const played = endpoints[placeName(store, region)];
    const s3 = { region, ...keys, endpoint: played ?? `https://${endpoint}`, pathStyle: played !== undefined };
    return checkKeys(`${provider} ${region}`, s3).then(
      () => [],
      (error: unknown) => [{ ...place, reason: `${oneLine(error)}; other keys: ${command}` }],
    );
  });
  return (await Promise.all(asked)).flat();
}

export interface KeyVerdict {
  /** Stores of which no place can be opened: left out of the run, and the page says so. */
  readonly skipped: readonly { readonly id: string; readonly title: string; readonly reason: string }[];
  /** Places that cannot be opened of stores that can elsewhere: their cells will carry the reason. */
  readonly notes: readonly string[];
}

/** What refused places mean for a run. Throws BadInput where a store was asked for by name. */
export function keyVerdict(all: readonly KeyedPlace[], refused: readonly RefusedPlace[], named: readonly string[]): KeyVerdict {
  const first = refused.find(({ store }) => named.includes(store));
  if (first) throw new BadInput(`${first.store} cannot be measured: ${first.reason}, or leave it out of --stores.`);
  const stores = [...new Set(refused.map(({ store }) => store))];
  const isRefused = (place: KeyedPlace) => refused.some(({ store, region }) => store === place.store && region === place.region);
  const none = stores.filter((store) => all.every((place) => place.store !== store || isRefused(place)));
  const skipped = none.map((id) => {
    const reasons = refused.filter(({ store }) => store === id).map(({ reason }) => reason);
    return { id, title: storeEntry(id)?.title ?? id, reason: reasons.join('; ') };
  });
  const some = refused.filter(({ store }) => !none.includes(store));
  return { skipped, notes: some.map(({ store, region, reason }) => `${store} will fail in ${region}: ${reason}.`) };
}
