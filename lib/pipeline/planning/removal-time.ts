import { storeEntry } from '../../catalog/lookup.ts';
import { sum } from '../../domain/cost.ts';
import { WRITE_UNITS_PER_SECOND, writeUnits } from '../../domain/item-units.ts';
import type { StoreUse } from './store-use.ts';

/** Write units of everything a run puts into DynamoDB; deleting it costs as many again. */
export function writtenUnits({ writeUnits: measured, pool }: Pick<StoreUse, 'writeUnits' | 'pool'>): number {
  return measured + sum(pool, ({ bytes }) => writeUnits(bytes));
}

/** Seconds in which the items of a run are deleted, all regions together; removing objects is part of what every run takes. */
export function removalSeconds(uses: readonly StoreUse[]): number {
  const tables = Map.groupBy(uses.filter(isDynamoDb), ({ region }) => region);
  return Math.max(0, ...[...tables.values()].map((group) => sum(group, writtenUnits) / WRITE_UNITS_PER_SECOND));
}

const isDynamoDb = ({ store }: StoreUse): boolean => {
  const entry = storeEntry(store);
  return entry?.provider === 'aws' && entry.kind === 'item';
};
