import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { windows } from '../../../../lib/report/pictures/windows.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { pictured } from '../../../fixtures/report/pictured-run.ts';
import { all, parse, rows } from '../page-text.ts';

const shown = (run: RunRecord) => {
  const html = windows(run.scenarios.map((scenario) => scopeOf(run, scenario)));
  return html === false ? undefined : parse(`<main>${html.text}</main>`);
};

describe('burst against sustained', () => {
  const run = pictured(largeRun(700));

  it('draws both speeds of each cell and says how much it kept', () => {
    const few = run.cells.filter(({ windows: has }) => has).slice(0, 5);
    const root = shown({ ...run, cells: few });
    expect(root && all(root, '.strip')).toHaveLength(5);
    const [line] = root ? rows(root, '.strips') : [];
    const own = few[0]?.windows;
    expect(line?.[4]).toBe(`${((own?.sustained.median ?? 0) / (own?.burst.median ?? 1)).toPrecision(3)}×`);
    expect(line?.[5]).toBe('6.00 GB');
    const slower = few.filter(({ windows: has }) => has && has.sustained.median / has.burst.median < 1 / 1.05).length;
    expect(root?.querySelector('p')?.textContent).toContain(`${slower} of 5 cells`);
  });

  it('holds hundreds of cells together by host, every cell counted', () => {
    const root = shown(run);
    const lines = root ? rows(root, '.strips') : [];
    expect(lines.length).toBe(new Set(run.cells.filter(({ windows: has }) => has).map(({ axes }) => axes.host)).size);
    const counted = lines.reduce((sum, line) => sum + Number(line[2]), 0);
    expect(counted).toBe(run.cells.filter(({ windows: has }) => has).length);
  });

  it('is absent where no cell has both windows', () => {
    expect(shown(largeRun(100))).toBeUndefined();
  });
});
