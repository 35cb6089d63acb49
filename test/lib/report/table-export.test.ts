import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableAsCsv, tableAsMarkdown } from '../../../lib/report/table-export.ts';

const TABLE = {
  head: ['store', 'median', 'n'],
  rows: [
    ['my|store', '3.21 ms', '1,234'],
    ['=SUM(A1)', '–', '−5'],
    ['two\nlines', '12.0 ms'],
  ],
};

describe('a table to copy', () => {
  it('as Markdown: pipes escaped, one line a row, numbers flush right', () => {
    expect(tableAsMarkdown(TABLE).split('\n')).toEqual([
      '| store | median | n |',
      '| --- | ---: | ---: |',
      '| my\\|store | 3.21 ms | 1,234 |',
      '| =SUM(A1) | – | −5 |',
      '| two lines | 12.0 ms |  |',
      '',
    ]);
  });

  it('as CSV: plain numbers, formulas made harmless', () => {
    expect(tableAsCsv(TABLE).split('\n')).toEqual([
      'store,median,n',
      'my|store,3.21 ms,1234',
      "'=SUM(A1),–,-5",
      'two lines,12.0 ms,',
      '',
    ]);
  });

  it('has a row for each row whatever a cell holds, and none begins a formula', () => {
    const cells = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 5 });
    fc.assert(
      fc.property(cells, (rows) => {
        const table = { head: ['a', 'b'], rows };
        expect(tableAsMarkdown(table).trimEnd().split('\n')).toHaveLength(rows.length + 2);
        expect(tableAsCsv(table).trimEnd().split('\n').length).toBeLessThanOrEqual(rows.length + 1);
        // The first cell of each line: a comma inside quotes begins none.
        expect(tableAsCsv(table)).not.toMatch(/^"?(?:[=+@]|-(?!\d))/m);
      }),
    );
  });

  it('can be made in a browser: its bundle imports nothing of node', async () => {
    const bundled = await build({
      entryPoints: ['lib/report/table-export.ts'],
      ...{ bundle: true, write: false, platform: 'browser', format: 'esm', minify: true, logLevel: 'silent' },
    });
    expect(bundled.outputFiles[0]?.contents.length).toBeLessThan(5_000);
  });
});
