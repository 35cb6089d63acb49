import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../lib/domain/sample.ts';
import { csvField, sampleTable } from '../../../lib/domain/sample-table.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';

const run = syntheticRun({ timed: 2 });
const cell = run.cells[0]?.id ?? '';
const sample: Sample = {
  v: 1,
  run: 'r',
  cell,
  round: 0,
  seq: 2,
  kind: 'timed',
  at: 1.7e12,
  error: null,
  bytes: 1000,
  ttfb: 3.25,
  ip: null,
  size: 'no',
};

/** A reader of CSV as RFC 4180 has it. */
function parsed(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, separator, quoted, plain] of text.matchAll(/(^|,|\n)(?:"((?:[^"]|"")*)"|([^",\n]*))/g)) {
    if (separator === '\n') rows.push([]);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
  }
  return rows;
}

describe('samples as a table', () => {
  it('begins with a header: head, axes of the scenario, failure, fields, and what else there is', () => {
    const table = sampleTable(run);
    const [header, row] = parsed(table.row(sample));
    expect(header).toEqual([
      'run',
      'cell',
      'kind',
      'round',
      'seq',
      'at',
      'host',
      'store',
      'site',
      'size',
      'operation',
      'connection',
      'streams',
      'error',
      'message',
      'bytes',
      'ttfb',
      'ip',
      'more',
    ]);
    expect(Object.fromEntries((header ?? []).map((name, i) => [name, row?.[i]]))).toMatchObject({
      ...{
        run: 'r',
        cell,
        kind: 'timed',
        seq: '2',
        at: '1700000000000',
        store: 'synthetic-near',
        size: '1000',
        ttfb: '3.25',
        ip: '',
        error: '',
        more: '',
      },
    });
  });

  it('has the header once, every row as long as it, and loses no field of a later sample', () => {
    const table = sampleTable(run);
    table.row(sample);
    const failed = { ...sample, cell: 'unknown', error: { name: 'Timeout', message: 'no, "really"\nno' }, extra: 7 };
    const [row, ...rest] = parsed(table.row(failed).trimEnd());
    expect(rest).toEqual([]);
    expect(row).toHaveLength(19);
    expect(row?.slice(-6)).toEqual(['Timeout', 'no, "really"\nno', '1000', '3.25', '', '{"extra":7}']);
  });

  it('says its columns also without a sample', () => {
    expect(parsed(sampleTable(run).header())[0]?.slice(-3)).toEqual(['error', 'message', 'more']);
  });
});

describe('a field', () => {
  it.each([
    [null, ''],
    [undefined, ''],
    [-1.5, '-1.5'],
    [true, 'true'],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "so"', '"say ""so"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t=1"`.replace(`"'`, `'`).replace(/"$/, '')],
    [' =cmd()', "' =cmd()"],
    [{ a: 1 }, '"{""a"":1}"'],
  ])('%j is %j', (value, text) => {
    expect(csvField(value)).toBe(text);
  });

  it('comes back as it was, or with an apostrophe where a spreadsheet would compute', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [[back] = []] = parsed(csvField(text));
        expect([text, `'${text}`]).toContain(back ?? '');
        expect(/^\s*[=+\-@]/.test(back ?? '')).toBe(false);
      }),
    );
  });
});
