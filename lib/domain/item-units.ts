import { itemSizes } from './items.ts';

/** A unit covers a whole item, names and key included: ours are shorter than this. */
const NAMES_BYTES = 64;

/** DynamoDB read units of one strongly consistent read of an object: one per started 4 KiB of each of its items. */
export const readUnits = (bytes: number) => units(bytes, 4096);
/** DynamoDB write units of one write of an object: one per started KiB of each of its items. */
export const writeUnits = (bytes: number) => units(bytes, 1024);

function units(bytes: number, unitBytes: number): number {
  return itemSizes(bytes).reduce((total, item) => total + Math.ceil((item + NAMES_BYTES) / unitBytes), 0);
}
