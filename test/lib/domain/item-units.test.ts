import { describe, expect, it } from 'vitest';
import { readUnits, writeUnits } from '../../../lib/domain/item-units.ts';

describe('units of an item', () => {
  it.each([
    [1, 1, 1],
    // 1,000 bytes and its names are more than a KiB.
    [1_000, 1, 2],
    [100_000, 25, 98],
    // Three items of 333,334, 333,333 and 333,333 bytes: 82 and 326 units each.
    [1_000_000, 3 * 82, 3 * 326],
  ])('of %i bytes are %i to read and %i to write', (bytes, read, write) => {
    expect(readUnits(bytes)).toBe(read);
    expect(writeUnits(bytes)).toBe(write);
  });
});
