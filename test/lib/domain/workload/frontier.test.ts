import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { efficient, type Standing } from '../../../../lib/domain/workload/frontier.ts';

const itself = (standing: Standing) => standing;
const dominates = (a: Standing, b: Standing) => a[0] <= b[0] && a[1] <= b[1] && (a[0] < b[0] || a[1] < b[1]);
const standings = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), { maxLength: 40 });

describe('the efficient ones', () => {
  it('are the cheapest, the fastest and what lies between without being beaten in both', () => {
    const all: Standing[] = [
      [5, 1],
      [1, 9],
      [3, 4],
      [3, 5],
      [4, 4],
      [9, 9],
    ];
    expect(efficient(all, itself)).toEqual([
      [5, 1],
      [1, 9],
      [3, 4],
    ]);
  });

  it('are beaten by nobody, and everybody else is beaten by one of them', () => {
    fc.assert(
      fc.property(standings, (all) => {
        const found = efficient<Standing>(all, itself);
        for (const one of found) expect(all.some((other) => dominates(other, one))).toBe(false);
        for (const other of all) if (!found.includes(other)) expect(found.some((one) => dominates(one, other))).toBe(true);
      }),
    );
  });

  it('are all of several that are equal, in the order given', () => {
    const all = [
      { id: 'b', at: [1, 1] as const },
      { id: 'a', at: [1, 1] as const },
      { id: 'c', at: [1, 2] as const },
    ];
    expect(efficient(all, ({ at }) => at).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('are never what has no number', () => {
    expect(
      efficient(
        [
          [Number.NaN, 1],
          [2, 2],
          [1, Number.POSITIVE_INFINITY],
        ] as Standing[],
        itself,
      ),
    ).toEqual([[2, 2]]);
  });
});
