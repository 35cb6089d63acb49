import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Columns } from '../../../../lib/domain/statistics/columns.ts';

describe('columns', () => {
  it('give back every number that was added, whatever they had to grow', () => {
    const rows = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.tuple(fc.constant(width), fc.array(fc.array(fc.double(), { minLength: width, maxLength: width }), { maxLength: 200 })),
      );
    fc.assert(
      fc.property(rows, ([width, added]) => {
        const columns = new Columns(width);
        for (const row of added) columns.add(row);
        expect(columns.rows).toBe(added.length);
        for (let index = 0; index < width; index++) expect(columns.column(index)).toEqual(added.map((row) => row[index]));
      }),
    );
  });
});
