import { keyProvider, POOL_PROVIDER } from '../../lib/adapters/aws/provider-keys.ts';
import { playedRecord } from '../../lib/adapters/stores/cloud-stores.ts';
import { storeEntry } from '../../lib/catalog/lookup.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { StoreRecord } from '../../lib/domain/run.ts';

const KEPT =
  'Objects to read stay there from run to run (npm run destroy removes them): each sample tells their age, and the cost shown for writing them is due only when they are new.';

/** Stores of a plan that the page must not show as the catalog describes them: played by another address, or with a pool that is kept. */
export function describedStores({ stores }: Plan, { endpoints }: Deployment, keepPool: boolean): StoreRecord[] {
  const described = stores.map((record) => playedRecord(keepPool && hasPool(record) ? withNote(record) : record, endpoints));
  return described.filter((record, at) => record !== stores[at]);
}

/** Regions in which these stores would keep a pool. */
export function poolRegions({ stores }: Plan): string[] {
  return stores.flatMap((record) => (hasPool(record) ? (record.region ?? []) : []));
}

function hasPool({ id }: StoreRecord): boolean {
  const entry = storeEntry(id);
  return entry !== undefined && keyProvider(entry) === POOL_PROVIDER;
}

const withNote = (record: StoreRecord): StoreRecord => ({ ...record, note: [KEPT, record.note].filter(Boolean).join(' ') });
