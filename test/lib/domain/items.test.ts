import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenParts } from '../../../lib/domain/even-parts.ts';
import { itemSizes, MAX_ITEM_BYTES } from '../../../lib/domain/items.ts';

const bytes = fc.integer({ min: 1, max: 1e9 });
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

describe('evenParts', () => {
  it('loses nothing and makes parts that differ by at most one byte', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 64 }), (size, parts) => {
        const sizes = evenParts(size, parts);
        expect(sum(sizes)).toBe(size);
        expect(sizes).toHaveLength(Math.min(parts, size));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('itemSizes', () => {
  it('holds every byte in as few items as the limit allows', () => {
    fc.assert(
      fc.property(bytes, (size) => {
        const sizes = itemSizes(size);
        expect(sum(sizes)).toBe(size);
        expect(sizes).toHaveLength(Math.ceil(size / MAX_ITEM_BYTES));
        expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_ITEM_BYTES);
      }),
    );
  });

  it.each([
    [1, 1],
    [390_000, 1],
    [390_001, 2],
    [1_000_000, 3],
    [10_000_000, 26],
  ])('composes %d bytes of %d items', (size, items) => {
    expect(itemSizes(size)).toHaveLength(items);
  });
});
