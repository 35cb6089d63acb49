import { storeEntry } from '../../catalog/lookup.ts';
import { SITES } from '../../catalog/sites.ts';
import type { Charge } from '../../domain/cost.ts';
import { scanUnits } from '../../domain/item-units.ts';
import { MAX_ITEM_BYTES } from '../../domain/items.ts';
import { writtenUnits } from './removal-time.ts';
import { poolBytes, type StoreUse } from './store-use.ts';

const GB = 1e9;
const MONTH_SECONDS = 730 * 3600;

/**
 * What stores cost that a run of `seconds` uses so, removal included; `home` is where the pools are written from. Stores of this machine
 * and endpoints of the user's own cost nothing here.
 */
export function storeCharges(uses: readonly StoreUse[], seconds: number, home: string): Charge[] {
  return uses.flatMap((use) => [...egressCharges(use, home), ...serviceCharges(use, seconds)]);
}

function serviceCharges(use: StoreUse, seconds: number): Charge[] {
  const { store, region } = use;
  const title = storeEntry(store)?.title ?? store;
  const written = (use.bytesUp + poolBytes(use)) / GB;
  // Everything written is counted as stored from start to end.
  const stored = (written * seconds) / MONTH_SECONDS;
  const charge = (sku: string, what: string, amount: number): Charge => ({
    sku,
    region,
    what: `${title} ${what} in ${region}`,
    amount,
  });
  switch (storeEntry(store)?.provider) {
    case 'wasabi':
      return [charge('wasabi:written-and-deleted', '90 days of what is written and deleted', written)];
    case 'backblaze':
      return [
        charge('b2:storage', 'storage', stored),
        charge('b2:egress-over-3x', 'egress, as if nothing else were stored', use.bytesDown / GB),
      ];
    case 'aws':
      return store === 'dynamodb'
        ? [
            charge('dynamodb:read', 'reads', use.readUnits),
            charge('dynamodb:write', 'writes', writtenUnits(use)),
            // A delete takes as many units as the item took when it was written; removal finds the items by a consistent scan.
            charge('dynamodb:write', 'deletes', writtenUnits(use)),
            charge('dynamodb:read', 'scans', scanUnits(use.bytesUp + poolBytes(use), itemsOf(use))),
            charge('dynamodb:storage', 'storage', stored),
          ]
        : [
            charge('s3:put', 'PUT requests', use.puts + use.pool.length),
            charge('s3:get', 'GET requests', use.gets),
            charge('s3:storage', 'storage', stored),
          ];
    default:
      return [];
  }
}

/** Items written: a request of a measured upload is one, an object of the pool as many as it takes. */
function itemsOf({ puts, pool }: StoreUse): number {
  return puts + pool.reduce((items, { bytes }) => items + Math.ceil(bytes / MAX_ITEM_BYTES), 0);
}

/** What leaves AWS for another provider: uploads of AWS hosts, and the pool, which is written from AWS for every site. */
function egressCharges(use: StoreUse, home: string): Charge[] {
  const provider = storeEntry(use.store)?.provider;
  if (provider !== 'wasabi' && provider !== 'backblaze') return [];
  const fromAws = SITES.some(({ id, provider: owner }) => id === use.site && owner === 'aws');
  const region = fromAws ? use.site : home;
  const amount = ((fromAws ? use.bytesUp : 0) + poolBytes(use)) / GB;
  return [{ sku: 'aws:egress', region, what: `data from AWS ${region} to other providers`, amount }];
}
