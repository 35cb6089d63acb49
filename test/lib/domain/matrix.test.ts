import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from '../../../lib/domain/matrix.ts';

describe('product', () => {
  it('runs the last axis fastest', () => {
    expect(product({ a: [1, 2], b: ['x', 'y'] })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
  });

  it('holds every combination once', () => {
    const axis = fc.uniqueArray(fc.integer(), { maxLength: 5 });
    fc.assert(
      fc.property(axis, axis, axis, (a, b, c) => {
        const made = product({ a, b, c });
        expect(made).toHaveLength(a.length * b.length * c.length);
        expect(new Set(made.map((combination) => JSON.stringify(combination))).size).toBe(made.length);
      }),
    );
  });
});
