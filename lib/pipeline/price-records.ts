import { hostEntry, pairEntry, storeEntry } from '../catalog/lookup.ts';
import { PRICES } from '../catalog/prices.ts';
import { SITES } from '../catalog/sites.ts';
import type { PriceEntry } from '../domain/catalog.ts';
import { type Cell, placeOf } from '../domain/cell.ts';
import { NamedError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import { PLAYED_BY, placeOfRecord } from '../domain/run.ts';
import type { HostPrices, PlacePrices, RoutePrices, RunPrices, UnitPrice } from '../domain/workload/prices.ts';

/** Where a cell's host and store face each other. */
interface Way {
  readonly host: string;
  readonly site: string;
  readonly store: string;
  readonly place: string;
  /** The store's region. */
  readonly region: string;
}

type PriceOf = (sku: string, region: string, of?: number) => UnitPrice;

/** Wasabi's rules: a TB of 1,024 GB in a month, 90 days for whatever was written, 4 KB an object. */
const WASABI_MINIMUM = { gb: 1024, months: 3, objectBytes: 4096 } as const;

/**
 * Dated prices of every store, way and host of a plan that has one; `told` were asked of a provider and win over the catalog's. Undefined
 * where nothing has one. Throws PriceMissing where the catalog knows a store or host and not its price.
 */
export function priceRecords(
  { cells, stores }: Pick<Plan, 'cells' | 'stores'>,
  told: readonly PriceEntry[] = [],
): RunPrices | undefined {
  const played = new Set(stores.filter(({ note }) => note?.startsWith(PLAYED_BY)).map(placeOfRecord));
  const ways = cells.flatMap((cell) => wayOf(cell) ?? []).filter(({ place }) => !played.has(place));
  const price = priceFrom([...told, ...PRICES]);
  const places = distinct(ways, ({ place }) => place).flatMap((way) => placePrices(way, price) ?? []);
  const routes = distinct(ways, ({ site, place }) => `${site} ${place}`).flatMap((way) => routePrices(way, price) ?? []);
  const hosts = distinct(ways, ({ host, site }) => `${host} ${site}`).flatMap((way) => hostPrices(way, price) ?? []);
  return places.length + hosts.length > 0 ? { places, routes, hosts } : undefined;
}

/** Undefined for a cell that cannot be, has no store or has no pair of the catalog: nobody knows its price. */
function wayOf(cell: Cell): Way | undefined {
  if (cell.impossible !== undefined) return undefined;
  const [place, store, host] = [placeOf(cell), cell.axes.store, cell.axes.host];
  const pair = cell.pair === undefined ? undefined : pairEntry(cell.pair);
  const region = store === undefined ? undefined : pair?.stores?.[String(store)]?.region;
  if (place === undefined || host === undefined || region === undefined || !pair) return undefined;
  return { host: String(host), site: pair.site, store: String(store), place, region };
}

function distinct(ways: readonly Way[], key: (way: Way) => string): Way[] {
  return [...new Map(ways.toReversed().map((way) => [key(way), way])).values()].toReversed();
}

/** USD of `of` units, by default one. */
function priceFrom(entries: readonly PriceEntry[]): PriceOf {
  return (sku, region, of = 1) => {
    const entry = entries.find((each) => each.sku === sku && (each.region === region || each.region === '*'));
    if (!entry) throw new NamedError('PriceMissing', `the catalog has no price for ${sku} in ${region}`);
    // Twelve digits: a million times 0.0000002 is 0.2, and nothing else.
    return { usd: Number(((entry.usd * of) / entry.per).toPrecision(12)), source: entry.source, asOf: entry.asOf };
  };
}

function placePrices({ store, place, region }: Way, price: PriceOf): PlacePrices | undefined {
  const million = (sku: string) => price(sku, region, 1e6);
  switch (storeEntry(store)?.provider) {
    case 'wasabi': {
      const storage = price('wasabi:storage', region);
      const free = million('wasabi:request');
      return { place, storage, minimum: WASABI_MINIMUM, billed: 'requests', read: free, write: free };
    }
    case 'backblaze': {
      const free = million('b2:request');
      return { place, storage: price('b2:storage', region), billed: 'requests', read: free, write: free };
    }
    case 'aws': {
      const [sku, billed, read, write] =
        storeEntry(store)?.kind === 'item'
          ? (['dynamodb:storage', 'units', 'dynamodb:read', 'dynamodb:write'] as const)
          : (['s3:storage', 'requests', 's3:get', 's3:put'] as const);
      return { place, storage: price(sku, region), billed, read: million(read), write: million(write) };
    }
    default:
      return undefined;
  }
}

/** S3 and DynamoDB are met from their own region only; whatever reaches another provider leaves through the internet. */
function routePrices({ site, store, place, region }: Way, price: PriceOf): RoutePrices | undefined {
  const provider = SITES.find(({ id }) => id === site)?.provider;
  const out = provider === 'aws' ? price('aws:egress', site) : provider === 'latitude' ? price('metal:egress', site) : undefined;
  if (!out) return undefined;
  switch (storeEntry(store)?.provider) {
    case 'wasabi':
      return { site, place, read: price('wasabi:egress', region), mostTimesStored: 1, write: out };
    case 'backblaze':
      return { site, place, read: price('b2:egress-over-3x', region), freeTimesStored: 3, write: out };
    case 'aws': {
      if (provider !== 'aws' || site !== region) return undefined;
      const inside = price('aws:in-region', region);
      return { site, place, read: inside, write: inside };
    }
    default:
      return undefined;
  }
}

function hostPrices({ host: id, site }: Way, price: PriceOf): HostPrices | undefined {
  const host = hostEntry(id);
  switch (host?.kind) {
    case 'ec2':
      return { host: id, site, hour: price(`ec2:${id}`, site), addressHour: price('ec2:public-ipv4', site) };
    case 'lambda':
      return {
        host: id,
        site,
        gbSecond: price(`lambda:${host.arch}`, site),
        memoryGb: (host.memoryMb ?? 0) / 1024,
        calls: price('lambda:request', site, 1e6),
      };
    case 'metal':
      return { host: id, site, hour: price(`metal:${id}`, site), wholeHours: true };
    default:
      return undefined;
  }
}
