import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { mapGrid } from '../../../../lib/report/map/grid.ts';
import { firstSetting, type Setting } from '../../../../lib/report/map/setting.ts';
import { shadeOf } from '../../../../lib/report/map/shade.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { foreignRun } from '../../../fixtures/report/foreign-run.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { emptyRun, syntheticRun } from '../../../fixtures/report/synthetic-run.ts';
import { all, parse } from '../page-text.ts';

const scoped = (run: RunRecord) => scopeOf(run, run.scenarios[0] as RunRecord['scenarios'][number]);

describe('what the map shows at first', () => {
  it('is what the scenario asks for: storage across, compute down, the rest as wanted', () => {
    expect(firstSetting(scoped(largeRun(600)))).toMatchObject({
      x: 'store',
      y: 'host',
      chosen: { size: 1_000_000, operation: 'get', connection: 'reused', streams: 1 },
    });
  });

  it('takes the nearest size that was measured, and the sizes down where there is one host', () => {
    const large = largeRun(600);
    const cells = large.cells.filter(({ axes }) => Number(axes.size) <= 1e4);
    expect(firstSetting(scoped({ ...large, cells }))?.chosen.size).toBe(1e4);
    const one = large.cells.filter(({ axes }) => axes.host === 't2.nano');
    expect(firstSetting(scoped({ ...large, cells: one }))).toMatchObject({ x: 'store', y: 'size' });
  });

  it('follows from the comparisons where a record knows no such view', () => {
    expect(firstSetting(scoped(foreignRun()))).toMatchObject({ x: 'colour', y: 'distance', chosen: {} });
    expect(firstSetting(scoped(syntheticRun({ timed: 2 })))).toMatchObject({
      x: 'store',
      y: 'size',
      chosen: { operation: 'get' },
    });
    expect(firstSetting(scoped(emptyRun()))).toBeUndefined();
  });
});

describe('the map', () => {
  const scope = scoped(syntheticRun());
  const setting = firstSetting(scope) as Setting;
  const root = parse(`<table>${mapGrid(scope, setting).text}</table>`);

  it('has a number or a reason in every cell', () => {
    const cells = all(root, 'td');
    expect(cells).toHaveLength(16);
    for (const cell of cells) expect(cell.textContent).toMatch(/\d|cannot exist|failed/);
  });

  it('marks as best only what is shown to lead its line', () => {
    const lines = all(root, 'tbody tr').map((line) => all(line, 'td small').map((each) => each.textContent));
    for (const words of lines) expect(words.filter((text) => text === 'best').length).toBeLessThanOrEqual(1);
    expect(lines.flat().filter((text) => text === 'best').length).toBeGreaterThan(0);
    expect(lines.flat()).toContain('~');
  });

  it('shades by how many times worse than the best a value is, so that equals look equal', () => {
    expect([1, 1.1, 1.11, 1.5, 2, 3.9, 10, 11].map(shadeOf)).toEqual([0, 0, 1, 1, 2, 3, 4, 5]);
  });
});
