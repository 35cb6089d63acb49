import { MOST_FAILED } from '../domain/comparisons.ts';
import type { CellResult } from '../domain/run.ts';
import { type Html, html } from './html.ts';

/** Too many operations of a cell failed for it to be ranked. */
export function manyFailed({ n, failures }: CellResult): boolean {
  return n > 0 && failures > MOST_FAILED * (n + failures);
}

/** Whether a cell's median lies where published figures let expect it; undefined where nothing comparable is published. */
export function isPlausible({ plausible, metrics }: CellResult): boolean | undefined {
  const median = plausible && metrics[plausible.metric]?.median;
  if (!plausible || median === undefined) return undefined;
  return median >= plausible.low && median <= plausible.high;
}

const FLAGS = [
  { sign: '†', has: (cell: CellResult) => cell.clientBound === true, meaning: 'the client, not the store, was the bottleneck' },
  {
    sign: '‡',
    has: manyFailed,
    meaning: 'more than 5 % of its operations failed: its times are those of the rest, and it is not ranked',
  },
  {
    sign: '§',
    has: (cell: CellResult) => isPlausible(cell) === false,
    meaning: 'outside what published figures let expect',
    below: 'plausible',
  },
  { sign: '⇄', has: (cell: CellResult) => cell.substitutes !== undefined, meaning: 'stands in for what was asked' },
  { sign: '*', has: (cell: CellResult) => cell.note !== undefined, meaning: 'has a remark, listed below', below: 'gaps' },
] as const;

/** The signs a cell carries wherever it is named; each has its meaning as text for those who cannot see it. */
export function flags(cell: CellResult): Html | false {
  const own = FLAGS.filter((flag) => flag.has(cell));
  if (own.length === 0) return false;
  return html`<sup>${own.map((flag) => html`<abbr title="${flag.meaning}">${flag.sign}</abbr>`)}</sup>`;
}

/** The same signs as plain text. */
export function signs(cell: CellResult): string {
  return FLAGS.filter((flag) => flag.has(cell))
    .map(({ sign }) => sign)
    .join('');
}

/** What the signs among some cells mean; nothing when none is used. */
export function flagLegend(cells: readonly CellResult[]): Html | false {
  const used = FLAGS.filter((flag) => cells.some(flag.has));
  return (
    used.length > 0 &&
    html`<p class="fine">${used.map((flag, i) => [
      i > 0 && ' · ',
      'below' in flag ? html`${flag.sign} <a href="#${flag.below}">${flag.meaning}</a>` : `${flag.sign} ${flag.meaning}`,
    ])}</p>`
  );
}
