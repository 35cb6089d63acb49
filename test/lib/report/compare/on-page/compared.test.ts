import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../../lib/domain/run.ts';
import { compareRuns } from '../../../../../lib/domain/statistics/compare-runs.ts';
import { comparePage } from '../../../../../lib/report/compare/compare-page.ts';
import { contract } from '../../../../../lib/report/compare/contract.ts';
import { type ChosenFile, compared, lineOf, recordOf } from '../../../../../lib/report/compare/on-page/compared.ts';
import { COMPARED } from '../../../../../lib/report/compare/on-page/compared-script.ts';
import { largeRun } from '../../../../fixtures/report/large-run.ts';
import { madeRun } from '../../../../fixtures/runs/two-runs.ts';
import { all, parse, readable, rows } from '../../page-text.ts';

const STEADY = [10, 10.2, 9.9, 10.1, 10, 9.8, 10.1, 10, 9.9, 10.2];
const by = (factor: number) => STEADY.map((median) => median * factor);
const before = madeRun({ id: 'before', cells: { near: STEADY, far: STEADY, same: STEADY, lost: STEADY } });
const after = madeRun({ id: 'after', cells: { near: by(1.4), far: by(0.5), same: by(1.001), lost: { failed: 'no keys' } } });
const file = (text: string, name = 'other.json'): ChosenFile => ({ name, size: text.length, text: async () => text });
const failure = (promise: Promise<unknown>) => promise.then(String, lineOf);

describe('a comparison on the page', () => {
  it('has the words and lines of the page of a comparison, in its order', () => {
    const made = compared(before, after);
    const page = parse(comparePage({ a: [before], b: [after], comparison: compareRuns([before], [after]), limit: undefined }));
    expect(made.said).toBe(all(page, 'h1')[0]?.textContent);
    expect(made.lines.map(({ texts }) => texts)).toEqual([...rows(page, '#changes'), ...rows(page, '#unsure')]);
    expect(made.columns.map(({ title }) => title)).toEqual(all(page, '#changes th[scope=col]').map((th) => th.textContent));
    expect(made.lines.map(({ sure }) => sure)).toEqual([true, true, false]);
    expect(made.reasons).toEqual([{ title: '1 cell: failed in B', cells: ['lost: no keys'] }]);
    for (const note of made.notes) expect(readable(page)).toContain(note.replace(/\s+/g, ' '));
    expect(made.sides.map(({ name, id }) => [name, id])).toEqual([
      ['A', 'before'],
      ['B', 'after'],
    ]);
  });

  it('is to the last digit that of the command line, compiled too', () => {
    const [a, b] = [largeRun(300), { ...largeRun(300), id: 'b', cells: largeRun(301).cells.slice(1) }];
    const own = new Function(`${COMPARED}; return compared;`)() as { readonly compared: typeof compared };
    for (const metric of ['', 'ttfb', 'speed']) {
      const expected = JSON.stringify(contract(compareRuns([a], [b], metric === '' ? {} : { metrics: [metric] })));
      expect(compared(a, b, metric).json()).toBe(expected);
      expect(own.compared(a, b, metric).json()).toBe(expected);
      expect(own.compared(a, b, metric).lines).toEqual(compared(a, b, metric).lines);
    }
  });

  it('says that nothing is in common', () => {
    const made = compared(before, madeRun({ cells: { elsewhere: STEADY } }));
    expect([made.said, made.columns, made.lines]).toEqual([
      'Nothing can be compared: the runs have no measured cell in common.',
      [],
      [],
    ]);
  });

  it('leaves no character in its texts that could disguise one', () => {
    const evil = (run: RunRecord): RunRecord => ({
      ...run,
      ...{ id: `${run.id}\u202e`, preset: 'x\u2028' },
      cells: run.cells.map((cell) => ({ ...cell, id: `${cell.id}\u202e`, ...(cell.failed && { failed: 'a\u0007' }) })),
    });
    const { json: _, ...texts } = compared(evil(before), evil(after));
    expect(JSON.stringify(texts)).toContain('\ufffd');
    expect(JSON.stringify(texts)).not.toMatch(/[\u202e\u2028]|\\u0007/);
  });
});

describe('a file that a reader chose', () => {
  it('is a record of any version', async () => {
    expect((await recordOf(file(JSON.stringify(after)))).id).toBe('after');
    expect((await recordOf(file(JSON.stringify(after)), 'after')).id).toBe('after');
  });

  it.each([
    ['no JSON', file('<html>'), /^other\.json: is not JSON: /],
    ['other JSON', file('{"v":1}'), /^other\.json: it is no run\.json of firstbyte: /],
    [
      'a newer version',
      file('{"v":99}'),
      /^other\.json: it is of version 99 and this firstbyte reads up to 1: update firstbyte\.$/,
    ],
    ['too large', { ...file('{}'), size: 600e6 }, /^other\.json: is too large for a run\.json\.$/],
    ['gone', { ...file(''), text: () => Promise.reject(new Error('cannot be read')) }, /^cannot be read$/],
  ] as const)('is told in one line where it is %s', async (_, chosen, line) => {
    expect(await failure(recordOf(chosen))).toMatch(line);
  });

  it('has to be of the run that the page is of, where that is asked for', async () => {
    expect(await failure(recordOf(file(JSON.stringify(after)), 'before'))).toBe(
      'other.json: is the record of after, and this page is of before. Give the run.json beside this page.',
    );
  });
});
