import { csvField } from '../domain/sample-table.ts';

/** A table as texts: a header and rows, as it is read from a page. */
export interface PlainTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** As Markdown of GitHub's kind: pipes and line breaks in a cell are escaped, columns of numbers stand flush right. */
export function tableAsMarkdown({ head, rows }: PlainTable): string {
  const line = (cells: readonly string[]) => `| ${head.map((_, i) => markdownCell(cells[i] ?? '')).join(' | ')} |`;
  const sides = head.map((_, i) => (i > 0 && rows.every((row) => isNumber(row[i] ?? '')) ? '---:' : '---'));
  return `${[line(head), `| ${sides.join(' | ')} |`, ...rows.map(line)].join('\n')}\n`;
}

/** As CSV; text that a spreadsheet would take for a formula gets an apostrophe before it, numbers do not. */
export function tableAsCsv({ head, rows }: PlainTable): string {
  const line = (cells: readonly string[]) => `${head.map((_, i) => csvCell(cells[i] ?? '')).join(',')}\n`;
  return [head, ...rows].map(line).join('');
}

/** Page text: no code and no markup may come of it in whatever shows the Markdown. */
function markdownCell(text: string): string {
  return oneLineOf(text).replace(/[\\|`*_<>[\]]/g, '\\$&');
}

/** The page writes minus signs as minus signs and groups of digits with commas: a spreadsheet gets plain numbers. */
function csvCell(text: string): string {
  const flat = oneLineOf(text);
  const plain = flat.replace('−', '-').replaceAll(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(plain) ? plain : csvField(flat);
}

const oneLineOf = (text: string) => text.replace(/\s+/g, ' ').trim();
/** With or without its unit; a dash where there is no number. */
const isNumber = (text: string) => /^(?:[−-]?[\d.,]+(?:e[+-]?\d+)?(?:\s*\S{1,6})?|–|)$/.test(oneLineOf(text));
