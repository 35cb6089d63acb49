import { evenParts } from './even-parts.ts';

/** Largest item this project writes: DynamoDB's limit is 400 KiB including names, so 390,000 bytes of content always fit. */
export const MAX_ITEM_BYTES = 390_000;

/** Sizes of the items that hold `bytes`: as few as the limit allows, and as equal as possible, so that none is a straggler. */
export function itemSizes(bytes: number): number[] {
  return evenParts(bytes, Math.ceil(bytes / MAX_ITEM_BYTES));
}
