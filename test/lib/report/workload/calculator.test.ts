import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { USUAL_WORKLOAD, type Workload } from '../../../../lib/domain/workload/demand.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { calculated } from '../../../../lib/report/workload/calculator.ts';
import { calculatorOf, packedTimes } from '../../../../lib/report/workload/pack.ts';
import { pricedRun } from '../../../fixtures/report/priced-run.ts';

function shown(run: RunRecord, workload: Partial<Workload> = {}, most = 100) {
  const [scenario] = run.scenarios;
  const scope = scenario && scopeOf(run, scenario);
  const calculator = scope && calculatorOf(scope);
  if (!calculator) throw new Error('the run has no combinations');
  return calculated(calculator.pack, packedTimes(scope), calculator.setting, { ...calculator.workload, ...workload }, most);
}

const remarks = (run: RunRecord, workload: Partial<Workload> = {}) => shown(run, workload).lines.map(({ remark }) => remark);

describe('the table of a workload', () => {
  const run = pricedRun();

  it('begins with the setting that the views of the scenario show, and counts what it does not print', () => {
    const all = shown(run);
    expect(all.total).toBe(16);
    expect(all.lines).toHaveLength(16);
    expect(all.said).toMatch(/^16 combinations, \d+ of them efficient\.$/);
    expect(shown(run, {}, 3)).toEqual({ ...all, lines: all.lines.slice(0, 3) });
  });

  it('says why a line has no money, no mark or no time', () => {
    expect(remarks(run).filter((remark) => remark === 'no known price')).toHaveLength(4);
    expect(
      remarks(run, { readGb: 5000 }).filter((remark) => remark.includes('reads more than its provider allows')),
    ).toHaveLength(4);
    expect(remarks(run, { objectBytes: 2e7 }).every((remark) => remark === 'this size was not measured')).toBe(true);
    const items = run.cells.map((cell) => (cell.axes.store === 'synthetic-items' ? { ...cell, form: 'composite' } : cell));
    expect(remarks({ ...run, cells: items }).filter((remark) => remark.includes('many items'))).toHaveLength(4);
  });

  it('says how many hosts are needed where one would take longer than a month', () => {
    const [first] = shown(run, { readGb: 1e6 }).lines;
    const hours = Number(first?.figures[7]?.replaceAll(',', ''));
    expect(first?.remark).toContain(`takes ${Math.ceil(hours / 730)} at a time`);
  });

  it('starts with objects of 1 MB, or the measured size next to it', () => {
    const only = (bytes: number) => ({ ...run, cells: run.cells.filter(({ axes }) => axes.size === bytes) });
    const [scenario] = run.scenarios;
    const size = (of: RunRecord) => scenario && calculatorOf(scopeOf(of, scenario))?.workload.objectBytes;
    expect([size(run), size(only(1e5)), size(only(1e7))]).toEqual([USUAL_WORKLOAD.objectBytes, 1e5, 1e7]);
  });

  it('has times and no money where nothing has a price', () => {
    const { prices: _, ...unpriced } = run;
    const { lines } = shown(unpriced);
    expect(lines.every(({ figures, efficient }) => figures[0] === '–' && figures[7] !== '–' && !efficient)).toBe(true);
    const hours = lines.map(({ figures }) => Number(figures[7]));
    expect(hours).toEqual(hours.toSorted((a, b) => a - b));
  });
});
