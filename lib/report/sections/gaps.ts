import type { CellResult } from '../../domain/run.ts';
import { atStart, count, counted } from '../format.ts';
import { type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';
import type { Scope } from '../scope.ts';

/** Axes with more different values than this are counted, not listed. */
const LISTED_VALUES = 8;

/** Which part of the matrix some cells are: `store: x · size: 100MB, 1GB`. */
export function extent(scope: Scope, cells: readonly CellResult[]): string {
  return scope.varying
    .map((name) => {
      const all = scope.values(name);
      const own = all.filter((value) => cells.some((cell) => cell.axes[name] === value));
      if (own.length === all.length) return '';
      const title = atStart(scope.axis(name)?.title ?? name);
      return own.length > LISTED_VALUES
        ? `${title}: ${own.length} of ${all.length}`
        : `${title}: ${own.map((value) => scope.label(name, value)).join(', ')}`;
    })
    .filter(Boolean)
    .join(' · ');
}

function grouped(scopes: readonly Scope[], reason: (cell: CellResult) => string | undefined): (readonly string[])[] {
  return scopes.flatMap((scope) => {
    const groups = new Map<string, CellResult[]>();
    for (const cell of scope.cells) {
      const text = reason(cell);
      if (text === undefined) continue;
      const group = groups.get(text);
      if (group) group.push(cell);
      else groups.set(text, [cell]);
    }
    return [...groups].map(([text, cells]) => [text, count(cells.length), extent(scope, cells) || 'everywhere']);
  });
}

const KINDS: readonly { title: string; head: string; of: (cell: CellResult) => string | undefined }[] = [
  { title: 'Cannot exist', head: 'Reason', of: (cell) => cell.impossible },
  { title: 'Planned, not measured', head: 'Reason', of: (cell) => cell.failed },
  { title: 'Substituted', head: 'What it stands in for', of: (cell) => cell.substitutes },
  { title: 'Remarks', head: 'Remark', of: (cell) => cell.note },
  {
    title: 'Client was the bottleneck',
    head: 'Why it is flagged',
    of: (cell) =>
      cell.clientBound
        ? 'in most blocks the client’s own processor or event loop set the limit: a floor for the store, not its speed'
        : undefined,
  },
];

/** Everything that was asked for and is not here as asked, with its reason, grouped. */
export function gaps(scopes: readonly Scope[]): Html {
  const found = KINDS.map((kind) => ({ ...kind, rows: grouped(scopes, kind.of) })).filter(({ rows }) => rows.length > 0);
  const total = scopes.reduce((sum, scope) => sum + scope.cells.length, 0);
  const measured = scopes.reduce((sum, scope) => sum + scope.cells.filter((cell) => cell.n > 0).length, 0);
  return section(
    'gaps',
    'Not as asked',
    html`<p>${count(measured)} of ${counted(total, 'planned cell')} have numbers.${found.length === 0 && ' Nothing was left out, replaced or flagged.'}</p>`,
    found.map(
      ({ title, head, rows }) =>
        html`<h3>${title}</h3>${table(title, [{ title: head, text: true, long: true }, { title: 'cells' }, { title: 'where', text: true }], rows)}`,
    ),
  );
}
