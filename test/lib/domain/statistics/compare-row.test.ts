import { describe, expect, it } from 'vitest';
import { compareRow } from '../../../../lib/domain/statistics/compare-row.ts';
import { holm } from '../../../../lib/domain/statistics/holm.ts';

const ttfb = { name: 'ttfb', better: 'lower' } as const;
const speed = { name: 'speed', better: 'higher' } as const;
const wobble = [0.99, 1.01, 1.02, 0.98, 1.0, 1.01, 0.99, 1.0];
const around = (level: number, shift = 0) => wobble.map((_, i) => level * (wobble[(i + shift) % wobble.length] as number));
const only = (metric: typeof ttfb | typeof speed, a: (number | undefined)[], b: (number | undefined)[]) =>
  compareRow('row', 'store', metric, [
    { id: 'x', rounds: a },
    { id: 'y', rounds: b },
  ])[0];

describe('compareRow', () => {
  it('compares every pair once, in the order given, adjusted over the row', () => {
    const entries = ['p', 'q', 'r', 's'].map((id, i) => ({ id, rounds: around(10 + i, i) }));
    const got = compareRow('10KB get', 'store', ttfb, entries);
    expect(got.map(({ a, b }) => a + b)).toEqual(['pq', 'pr', 'ps', 'qr', 'qs', 'rs']);
    expect(got.map(({ pAdjusted }) => pAdjusted)).toEqual(holm(got.map(({ p }) => p)));
    expect(got[0]).toMatchObject({ row: '10KB get', compare: 'store', metric: 'ttfb', rounds: 8 });
    expect(Object.keys(got[0] ?? {}).sort()).toEqual(
      ['a', 'b', 'compare', 'high', 'low', 'metric', 'p', 'pAdjusted', 'ratio', 'rounds', 'row', 'verdict'].sort(),
    );
  });

  it('calls the lower time and the higher speed better', () => {
    expect(only(ttfb, around(10), around(12, 3))).toMatchObject({ verdict: 'a' });
    expect(only(ttfb, around(12), around(10, 3))).toMatchObject({ verdict: 'b' });
    expect(only(speed, around(10), around(12, 3))).toMatchObject({ verdict: 'b' });
    expect(only(speed, around(12), around(10, 3))).toMatchObject({ verdict: 'a' });
  });

  it('gives no verdict below a ratio of 1.05 either way, however small p is', () => {
    for (const level of [10.4, 10 / 1.04]) {
      const got = only(ttfb, around(level, 1), around(10));
      expect(got?.pAdjusted).toBeLessThan(0.05);
      expect(got?.verdict).toBe('~');
    }
    expect(only(ttfb, around(10.6, 1), around(10))?.verdict).toBe('b');
  });

  it('gives no verdict without significance, however large the ratio is', () => {
    const got = only(ttfb, [1, 9, 1, 8, 2, 30], [3, 1, 2, 2, 4, 1]);
    expect(got?.ratio).toBeGreaterThan(1.3);
    expect(got?.verdict).toBe('~');
  });

  it('gives numbers and no verdict below six common rounds', () => {
    const [a, b] = [around(10), around(20, 3)];
    a[0] = Number.NaN;
    b[3] = Number.NaN;
    expect(only(ttfb, a, b)).toMatchObject({ rounds: 6, verdict: 'a' });
    b[4] = Number.NaN;
    const five = only(ttfb, a, b);
    expect(five).toMatchObject({ rounds: 5, verdict: '~' });
    expect(five?.pAdjusted).toBeLessThan(0.05);
  });

  it('leaves out a pair that has no ratio, and adjusts over the rest', () => {
    const got = compareRow('row', 'store', ttfb, [
      { id: 'p', rounds: around(10) },
      { id: 'gone', rounds: [] },
      { id: 'q', rounds: around(11, 2) },
      { id: 'zero', rounds: around(0) },
    ]);
    expect(got).toHaveLength(1);
    expect(got[0]?.pAdjusted).toBe(got[0]?.p);
    for (const comparison of got) expect(JSON.stringify(comparison)).not.toContain('null');
  });

  it('has nothing to compare in a row of one', () => {
    expect(compareRow('row', 'store', ttfb, [{ id: 'p', rounds: around(1) }])).toEqual([]);
  });
});
