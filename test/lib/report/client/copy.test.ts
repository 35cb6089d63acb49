import { describe, expect, it } from 'vitest';
import { COPY } from '../../../../lib/report/client/copy.ts';

type AsText = (lines: readonly (readonly string[])[]) => string;
const { asCsv, asMarkdown } = new Function(`${COPY}; return { asCsv, asMarkdown };`)() as Record<'asCsv' | 'asMarkdown', AsText>;

describe('the table of every test as text', () => {
  it('is CSV with plain numbers, quotes where they are needed, and no text that becomes a formula', () => {
    expect(
      asCsv([
        ['store', 'median, ms'],
        ['1,234,567 – 2,000', '=cmd()'],
        ['−5', 'say "x"'],
      ]),
    ).toBe('store,"median, ms"\n1234567 – 2000,\'=cmd()\n-5,"say ""x"""\n');
  });

  it('is Markdown in which no text can end a cell or become code or markup', () => {
    expect(
      asMarkdown([
        ['a_b', 'c'],
        ['x|y\\', '<i>`z`'],
      ]),
    ).toBe('| a\\_b | c |\n| --- | --- |\n| x\\|y\\\\ | \\<i\\>\\`z\\` |\n');
  });
});
