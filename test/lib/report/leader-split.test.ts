import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Axis } from '../../../lib/domain/scenario.ts';
import { findingsOf } from '../../../lib/report/finding.ts';
import { headline } from '../../../lib/report/finding-words.ts';
import { scopeOf } from '../../../lib/report/scope.ts';
import { constructedCell, constructedComparisons, constructedRun } from '../../fixtures/report/constructed-run.ts';
import { foreignScenario } from '../../fixtures/report/foreign-run.ts';

interface Row {
  readonly size?: number;
  readonly site?: string;
  /** Who is twice as fast as the other; undefined: no difference. */
  readonly leader: 'red' | 'blue' | undefined;
}

const EXTRA: readonly Axis[] = [
  { name: 'size', title: 'Object size', unit: 'bytes' },
  { name: 'site', title: 'Site' },
];

/** A run with a row for each of these. */
function findingOf(rows: readonly Row[]) {
  const cells = rows.flatMap(({ size, site, leader }, i) =>
    (['red', 'blue'] as const).map((colour) => {
      const cell = constructedCell({ distance: `row ${i}`, colour, echo: leader === colour ? 10 : 20 });
      return { ...cell, axes: { ...cell.axes, ...(size !== undefined && { size }), ...(site !== undefined && { site }) } };
    }),
  );
  const run = constructedRun(
    cells,
    constructedComparisons(cells, (a, b) => a.metrics.echo?.median !== b.metrics.echo?.median),
  );
  const [scenario] = run.scenarios;
  if (!scenario) throw new Error('no scenario');
  // The distance only tells rows apart: it is no axis of its own here.
  const colour = foreignScenario.axes.filter(({ name }) => name === 'colour');
  const [finding] = findingsOf([scopeOf(run, { ...scenario, axes: [...colour, ...EXTRA], compares: ['colour'] })]);
  if (!finding) throw new Error('no finding');
  return { ...finding, title: headline(finding).text.replace(/<[^>]*>/g, '') };
}

const rowsOf = (n: number, row: Row): Row[] => Array.from({ length: n }, () => row);

describe('the axis that separates the leaders', () => {
  it('is the size where small and large have another leader, and the headline says where the cut is', () => {
    const rows = [
      ...rowsOf(4, { size: 1e3, leader: 'red' }),
      ...rowsOf(4, { size: 1e5, leader: 'red' }),
      { size: 1e5, leader: 'blue' as const },
      ...rowsOf(6, { size: 1e6, leader: 'blue' }),
    ];
    expect(findingOf(rows).title).toBe('Up to 100KB red leads on echo time in 8 of 9 rows, from 1MB blue leads all 6');
  });

  it('is asked before every other axis', () => {
    const rows = [
      ...rowsOf(4, { size: 1e3, site: 'here', leader: 'red' }),
      ...rowsOf(4, { size: 1e6, site: 'there', leader: 'blue' }),
    ];
    expect(findingOf(rows).split?.axis).toBe('size');
  });

  it('may be one of names, with the values of each leader together', () => {
    const sizes = [1e3, 1e6];
    const rows = sizes.flatMap((size) => [
      ...rowsOf(2, { size, site: 'here', leader: 'red' }),
      ...rowsOf(2, { size, site: 'near', leader: 'red' }),
      ...rowsOf(2, { size, site: 'there', leader: 'blue' }),
    ]);
    expect(findingOf(rows).title).toBe(
      'For site here and near red leads on echo time in all 8 rows, for site there blue leads all 4',
    );
  });

  it('says where no difference is shown any more', () => {
    const rows = [...rowsOf(5, { size: 1e3, leader: 'red' }), ...rowsOf(4, { size: 1e6, leader: undefined })];
    expect(findingOf(rows).title).toBe(
      'Up to 1KB red leads on echo time in all 5 rows, from 1MB no difference is shown in all 4',
    );
  });

  it('is none where leaders are mixed at every value: the counts remain', () => {
    const rows = [1e3, 1e6].flatMap((size) => [...rowsOf(3, { size, leader: 'red' }), ...rowsOf(3, { size, leader: 'blue' })]);
    const { split, title } = findingOf(rows);
    expect(split).toBeUndefined();
    expect(title).toBe('No clear winner on echo time: red leads 6, blue 6 of 12 rows');
  });

  it('never claims more rows than there are, and each part has a leader of its own', () => {
    const leader = fc.constantFrom('red' as const, 'blue' as const, undefined);
    const row = fc.record({ size: fc.constantFrom(1, 1e3, 1e6), site: fc.constantFrom('here', 'there'), leader });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 24 }), (rows) => {
        const { split, result, kind } = findingOf(rows);
        if (!split) return;
        expect(['mostly', 'split']).toContain(kind);
        expect(split.parts.reduce((sum, part) => sum + part.rows, 0)).toBe(result.rows);
        expect(new Set(split.parts.map((part) => part.leader)).size).toBe(split.parts.length);
        for (const { led, rows: all } of split.parts) expect(led / all).toBeGreaterThanOrEqual(0.75);
      }),
      { numRuns: 60 },
    );
  });
});
