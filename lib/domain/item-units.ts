import { itemSizes } from './items.ts';

/** A unit covers a whole item, names and key included: ours are shorter than this. */
const NAMES_BYTES = 64;

/** DynamoDB read units of one strongly consistent read of an object: one per started 4 KiB of each of its items. */
export const readUnits = (bytes: number) => units(bytes, 4096);
/** DynamoDB write units of one write of an object: one per started KiB of each of its items. */
export const writeUnits = (bytes: number) => units(bytes, 1024);
/** Units of one consistent scan over so many items of so many bytes: one per 4 KiB of all it passes. */
export const scanUnits = (bytes: number, items: number): number => Math.ceil((bytes + items * NAMES_BYTES) / 4096);

/** What a new on-demand table takes before it has grown with its load; deletes count as the writes they undo. */
export const WRITE_UNITS_PER_SECOND = 4000;

function units(bytes: number, unitBytes: number): number {
  return itemSizes(bytes).reduce((total, item) => total + Math.ceil((item + NAMES_BYTES) / unitBytes), 0);
}
