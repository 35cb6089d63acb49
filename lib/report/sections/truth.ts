import type { CellResult, Truth } from '../../domain/run.ts';
import { count, number, quantity } from '../format.ts';
import { type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { section, table } from '../parts.ts';
import { cellLabel, type Scope } from '../scope.ts';

interface Known {
  readonly scope: Scope;
  readonly cell: CellResult;
  readonly truth: Truth;
}

const BY_STORE = [
  { title: 'Against', text: true },
  { title: 'requests', text: true },
  { title: 'cells' },
  { title: 'requests paired' },
  { title: 'given first byte, ms' },
  { title: 'measured − given, ms: median' },
  { title: 'worst cell' },
  { title: 'measured / given rate' },
] as const;

const BY_CELL = [
  { title: 'Cell', text: true },
  { title: 'requests paired' },
  { title: 'given first byte, ms' },
  { title: 'measured − given, ms' },
  { title: 'given rate' },
  { title: 'measured / given rate' },
] as const;

/** More cells than this are not listed one by one. */
const LISTED = 300;

/** Given against measured: only stand-ins can say what they really did. */
export function truth(scopes: readonly Scope[]): Html | false {
  const known = scopes.flatMap((scope) =>
    scope.cells.flatMap((cell) => (cell.truth ? [{ scope, cell, truth: cell.truth }] : [])),
  );
  if (known.length === 0) return false;
  const groups = Map.groupBy(
    known,
    ({ scope, cell }) => `${scope.scenario.id} ${cell.axes[scope.scenario.compares[0] ?? '']} ${requests(cell)}`,
  );
  return section(
    'truth',
    'Given against measured',
    html`<p>Each stand-in logs the delay and the rate it really gave to every request; the request’s own id pairs that log with its sample.
      What the instrument reads too much or too little is therefore known here, cell by cell, and is not subtracted anywhere. For uploads, upload and first byte count together: a client cannot see when its kernel’s buffer has drained.</p>`,
    table('Given against measured, by store', BY_STORE, [...groups.values()].map(summaryRow)),
    known.length > LISTED
      ? html`<p class="fine">The ${count(known.length)} single cells are in <a href="run.json">run.json</a>.</p>`
      : html`<details><summary>Every cell</summary>${table('Given against measured, by cell', BY_CELL, known.map(cellRow))}</details>`,
  );
}

/** Reads and writes are compared with different things, so one range must not hold both. */
function requests({ metrics }: CellResult): string {
  return (metrics.upload?.n ?? 0) > 0 ? 'writes: upload and first byte together' : 'reads';
}

/** The range of some numbers as text: one number where both ends print alike. */
function range(values: readonly number[], print: (value: number) => string): string {
  if (values.length === 0) return '–';
  const [low, high] = [print(Math.min(...values)), print(Math.max(...values))];
  return low === high ? low : `${low} – ${high}`;
}

function summaryRow(group: readonly Known[]) {
  const [first] = group;
  const axis = first?.scope.scenario.compares[0] ?? '';
  const value = first?.cell.axes[axis];
  const errors = group.map(({ truth: { ttfbErrorMs } }) => ttfbErrorMs).toSorted((a, b) => a - b);
  const worst = errors.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0];
  return [
    first && value !== undefined ? chip(first.scope, axis, value) : 'all',
    first ? requests(first.cell) : '',
    count(group.length),
    count(group.reduce((sum, { truth: { n } }) => sum + n, 0)),
    range(
      group.map(({ truth: { givenTtfbMs } }) => givenTtfbMs),
      number,
    ),
    number(errors[Math.floor((errors.length - 1) / 2)]),
    number(worst),
    range(
      group.flatMap(({ truth: { rateRatio } }) => rateRatio ?? []),
      (ratio) => ratio.toFixed(3),
    ),
  ];
}

function cellRow({ scope, cell, truth: own }: Known): readonly string[] {
  return [
    cellLabel(scope, cell),
    count(own.n),
    number(own.givenTtfbMs),
    number(own.ttfbErrorMs),
    own.givenBytesPerSecond === undefined ? '–' : quantity('B/s', own.givenBytesPerSecond),
    own.rateRatio === undefined ? '–' : own.rateRatio.toFixed(3),
  ];
}
