import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { USUAL_WORKLOAD, type Workload } from '../../../../lib/domain/workload/demand.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { calculated, FIGURE_TITLES, type Wanted } from '../../../../lib/report/workload/calculator.ts';
import { calculatorOf, packedTimes } from '../../../../lib/report/workload/pack.ts';
import { pricedRun } from '../../../fixtures/report/priced-run.ts';

const HOURS = FIGURE_TITLES.indexOf('in transfer, hours a month');

function shown(run: RunRecord, workload: Partial<Workload> = {}, most = 100, wanted: Partial<Wanted> = {}) {
  const [scenario] = run.scenarios;
  const scope = scenario && scopeOf(run, scenario);
  const calculator = scope && calculatorOf(scope);
  if (!calculator) throw new Error('the run has no combinations');
  return calculated(
    calculator.pack,
    packedTimes(scope),
    { setting: calculator.setting, ...wanted },
    { ...calculator.workload, ...workload },
    most,
  );
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
    const first = shown(run, { readGb: 1e6 }).lines.find(({ remark }) => remark.includes('at a time'));
    const hours = Number(first?.figures[HOURS]?.replaceAll(',', ''));
    expect(first?.remark).toContain(`takes ${Math.ceil(hours / 730)} at a time`);
  });

  it('starts with objects of 1 MB, or the measured size next to it', () => {
    const only = (bytes: number) => ({ ...run, cells: run.cells.filter(({ axes }) => axes.size === bytes) });
    const [scenario] = run.scenarios;
    const size = (of: RunRecord) => scenario && calculatorOf(scopeOf(of, scenario))?.workload.objectBytes;
    expect([size(run), size(only(1e5)), size(only(1e7))]).toEqual([USUAL_WORKLOAD.objectBytes, 1e5, 1e7]);
  });

  it('has the efficient ones first, then the cheapest, and what has no price last', () => {
    const { lines } = shown(run);
    const best = lines.filter(({ efficient }) => efficient).length;
    expect(best).toBeGreaterThan(0);
    expect(lines.slice(0, best).every(({ efficient }) => efficient)).toBe(true);
    const usd = (part: typeof lines) =>
      part.flatMap(({ figures: [text = ''] }) => (text === '–' ? [] : [Number(text.slice(1).replaceAll(',', ''))]));
    for (const part of [lines.slice(0, best), lines.slice(best)]) expect(usd(part)).toEqual(usd(part).toSorted((a, b) => a - b));
    expect(lines.slice(-4).every(({ figures }) => figures[0] === '–')).toBe(true);
  });

  it('is sorted by any figure either way, what is not known last', () => {
    for (const down of [false, true]) {
      const texts = shown(run, {}, 100, { by: { figure: 0, down } }).lines.map(({ figures }) => figures[0] ?? '');
      const known = texts.filter((text) => text !== '–').map((text) => Number(text.slice(1).replaceAll(',', '')));
      expect(known).toEqual(known.toSorted((a, b) => (down ? b - a : a - b)));
      expect(texts.slice(known.length).every((text) => text === '–')).toBe(true);
    }
  });

  it('holds only what is asked for by name, and calls efficient what nothing of that beats', () => {
    const [name = ''] = shown(run).lines[0]?.names ?? [];
    const own = shown(run, {}, 100, { only: [name] });
    expect(own.total).toBe(4);
    expect(own.lines.every(({ names }) => names[0] === name)).toBe(true);
    expect(own.lines.some(({ efficient }) => efficient)).toBe(true);
    expect(shown(run, {}, 100, { only: ['nothing'] })).toMatchObject({ total: 0, lines: [] });
  });

  it('has times and no money where nothing has a price', () => {
    const { prices: _, ...unpriced } = run;
    const { lines } = shown(unpriced);
    expect(lines.every(({ figures, efficient }) => figures[0] === '–' && figures[HOURS] !== '–' && !efficient)).toBe(true);
    const hours = lines.map(({ figures }) => Number(figures[HOURS]));
    expect(hours).toEqual(hours.toSorted((a, b) => a - b));
  });
});
