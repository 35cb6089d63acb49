import type { Axes } from './cell.ts';
import type { RunRecord } from './run.ts';
import type { Sample } from './sample.ts';

/** Columns that every scenario has, before and after those of its axes; `docs/data.md` says what they mean. */
const HEAD = ['cell', 'kind', 'round', 'seq', 'at'] as const;
const FAILURE = ['error', 'message'] as const;
/** What is in these is in a column already. */
const TAKEN = new Set(['v', 'run', 'error', ...HEAD]);

/** Samples as lines of CSV (RFC 4180, but for line feeds alone): a header, then a row each. */
export interface SampleTable {
  /** The header before the first row; `header()` alone where there is no sample at all. */
  row(sample: Sample): string;
  header(): string;
}

/**
 * The columns of a run: head, the axes of its scenarios, error, then the fields of its first sample and, as JSON, what a later one has
 * beyond those. Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function sampleTable({ scenarios, cells }: Pick<RunRecord, 'scenarios' | 'cells'>): SampleTable {
  const axesOf = new Map<string, Axes>(cells.map(({ id, axes }) => [id, axes]));
  const axes = [...new Set(scenarios.flatMap((scenario) => scenario.axes.map(({ name }) => name)))];
  // Axes come from the cell: a transfer's sample may have a field of the same name.
  const taken = new Set([...TAKEN, ...axes]);
  let fields: readonly string[] | undefined;
  const header = () => line(['run', ...HEAD, ...axes, ...FAILURE, ...(fields ?? []), 'more']);
  return {
    header,
    row(sample) {
      const first = fields === undefined;
      fields ??= Object.keys(sample).filter((name) => !taken.has(name));
      const own = axesOf.get(sample.cell) ?? {};
      const known = new Set([...taken, ...fields]);
      const more = Object.fromEntries(Object.entries(sample).filter(([name]) => !known.has(name)));
      const row = line([
        sample.run,
        ...HEAD.map((name) => sample[name]),
        ...axes.map((axis) => own[axis]),
        sample.error?.name,
        sample.error?.message,
        ...fields.map((name) => sample[name]),
        Object.keys(more).length > 0 ? JSON.stringify(more) : '',
      ]);
      return first ? header() + row : row;
    },
  };
}

const line = (values: readonly unknown[]) => `${values.map(csvField).join(',')}\n`;

/** Where a spreadsheet looks for a formula; a number may begin with a minus. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

/** One field of CSV: nothing for what is absent, numbers as JavaScript prints them, text quoted where it has to be. */
export function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
