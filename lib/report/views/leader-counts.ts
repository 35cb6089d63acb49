import type { AxisValue } from '../../domain/cell.ts';
import { atStart, count, counted, listed } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { scroller } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import type { Standing } from '../standings.ts';
import { type Tally, tally } from '../tally.ts';

/** Lines of the table at most: axes with many values are counted over until it is this short. */
const MOST_LINES = 18;

/** `a leads 5, b 2 of 8 rows; 1 row ties at the front (~)`. */
export function tallyWords(scope: Scope, compare: string, result: Tally): string {
  if (result.rows === 0) return 'nothing to compare';
  const leads = result.wins.map(([value, rows], i) => `${scope.label(compare, value)} ${i === 0 ? 'leads ' : ''}${rows}`);
  const parts = [
    leads.length > 0 && `${listed(leads)} of ${counted(result.rows, 'row')}`,
    result.ties > 0 && `${counted(result.ties, 'row ties', 'rows tie')} at the front (~)`,
    result.noVerdict > 0 && `${counted(result.noVerdict, 'row')} without a verdict`,
  ];
  return parts.filter(Boolean).join('; ');
}

/** The axis laid out in columns: sizes where there are any, otherwise the longest axis. */
export function columnAxis(scope: Scope, compare: string): string | undefined {
  const candidates = scope.varying.filter((name) => name !== compare);
  const sized = candidates.find((name) => scope.axis(name)?.unit === 'bytes');
  return sized ?? candidates.toSorted((a, b) => scope.values(b).length - scope.values(a).length)[0];
}

/** For thousands of rows: how many of them who leads, a line for each setting of the shorter axes. */
export function leaderCounts(scope: Scope, title: string, compare: string, rows: readonly Standing[]): Html {
  const across = columnAxis(scope, compare);
  const key = (names: readonly string[]) => (row: Standing) => JSON.stringify(names.map((name) => row.shared[name]));
  let down = scope.varying.filter((name) => name !== compare && name !== across);
  while (down.length > 0 && new Set(rows.map(key(down))).size > MOST_LINES) {
    const longest = down.toSorted((a, b) => scope.values(b).length - scope.values(a).length)[0];
    down = down.filter((name) => name !== longest);
  }
  const columns: readonly (AxisValue | undefined)[] = across === undefined ? [undefined] : scope.values(across);
  const lines = [...Map.groupBy(rows, key(down)).values()];
  return scroller(
    `${title}: leaders by ${compare}, counted`,
    html`<table class="grid"><thead><tr><th scope="col" class="t">${down.map((name) => atStart(scope.axis(name)?.title ?? name)).join(' · ') || 'Rows'}</th>
    ${columns.map((value) => html`<th scope="col" class="t">${value === undefined ? 'All' : scope.label(across ?? '', value)}</th>`)}</tr></thead>
    <tbody>${lines.map(
      (own) => html`<tr><th scope="row" class="t">${axesLabel(scope, own[0]?.shared ?? {}, down) || 'all'}</th>${columns.map(
        (value) =>
          countCell(
            scope,
            compare,
            own.filter((row) => value === undefined || row.shared[across ?? ''] === value),
          ),
      )}</tr>
      `,
    )}</tbody></table>`,
  );
}

function countCell(scope: Scope, compare: string, rows: readonly Standing[]): Child {
  const { wins, ties, noVerdict, rows: compared } = tally(rows);
  if (compared === 0) return html`<td class="t soft">–</td>`;
  const lines = wins.map(([value, n]) => html`${chip(scope, compare, value)} ${count(n)}<br>`);
  const open = [ties > 0 && `~ ${count(ties)}`, noVerdict > 0 && `? ${count(noVerdict)}`].filter(Boolean).join(', ');
  return html`<td class="t">${lines}<span class="soft">${open && `${open} `}of ${count(compared)}</span></td>`;
}
