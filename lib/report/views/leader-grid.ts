import type { AxisValue } from '../../domain/cell.ts';
import { flags } from '../flags.ts';
import { atStart, number, quantity } from '../format.ts';
import { type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { scroller } from '../parts.ts';
import { axesLabel, type MetricRecord, type Scope } from '../scope.ts';
import type { Standing } from '../standings.ts';
import { tally } from '../tally.ts';
import { columnAxis, tallyWords } from './leader-counts.ts';

/** Beyond this many lines the grid folds by its first axis, which is the host in most scenarios. */
const OPEN_LINES = 18;

interface Line {
  readonly axes: Standing['shared'];
  readonly standings: Map<AxisValue | undefined, Standing>;
}

function linesOf(rows: readonly Standing[], across: string | undefined): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const row of rows) {
    const axes = Object.fromEntries(Object.entries(row.shared).filter(([axis]) => axis !== across));
    const key = JSON.stringify(axes);
    const line = lines.get(key) ?? { axes, standings: new Map() };
    line.standings.set(across === undefined ? undefined : row.shared[across], row);
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** A grid of leaders: one line per setting, one column per size. Folds by its first axis when it gets long. */
export function leaderGrid(scope: Scope, metric: MetricRecord, compare: string, rows: readonly Standing[]): Html {
  const across = columnAxis(scope, compare);
  const down = scope.varying.filter((name) => name !== compare && name !== across);
  const lines = linesOf(rows, across);
  const first = down[0];
  if (lines.length <= OPEN_LINES || first === undefined) return grid(scope, metric, compare, across, down, lines);
  return html`${scope.values(first).map((value) => {
    const own = lines.filter((line) => line.axes[first] === value);
    const words = tallyWords(scope, compare, tally(own.flatMap((line) => [...line.standings.values()])));
    return (
      own.length > 0 &&
      html`<details><summary>${scope.label(first, value)} <span class="soft">${words}</span></summary>
      ${grid(scope, metric, compare, across, down.slice(1), own)}</details>`
    );
  })}`;
}

function grid(
  scope: Scope,
  metric: MetricRecord,
  compare: string,
  across: string | undefined,
  down: readonly string[],
  lines: readonly Line[],
): Html {
  const columns = across === undefined ? [undefined] : scope.values(across);
  const titles = atStart(down.map((name) => scope.axis(name)?.title ?? name).join(' · '));
  const top = columns.map((value) => across !== undefined && html`<th scope="col" class="t">${scope.label(across, value)}</th>`);
  return scroller(
    `${metric.title}: leaders`,
    html`<table class="grid"><thead><tr><th scope="col">${titles}</th>${top}</tr></thead><tbody>
    ${lines.map(
      (line) => html`<tr><th scope="row">${axesLabel(scope, line.axes, down) || atStart(metric.title)}</th>
        ${columns.map((value) => gridCell(scope, metric, compare, line.standings.get(value)))}</tr>`,
    )}</tbody></table>`,
  );
}

function gridCell(scope: Scope, metric: MetricRecord, compare: string, row: Standing | undefined): Html {
  const first = row?.front[0] ?? row?.unranked.find(({ cell }) => cell.form === undefined) ?? row?.unranked[0];
  if (!row || !first) return html`<td class="t soft">–</td>`;
  const median = quantity(metric.unit, first.summary.median);
  if (row.outcome === 'tie') {
    const names = row.front.map(
      (place, i) => html`${i > 0 && html` <b>~</b> `}${chip(scope, compare, place.value)}${flags(place.cell)}`,
    );
    return html`<td class="t tie">${names}<br>${median} <span class="soft">no difference shown</span></td>`;
  }
  const name = html`${chip(scope, compare, first.value)}${flags(first.cell)}`;
  const behind = row.places[1]?.behind;
  if (row.outcome === 'leader' && behind) {
    return html`<td class="t"><b>${name}</b><br>${median} · <b>${number(behind.factor)}×</b>
      <span class="soft">${number(behind.low)}–${number(behind.high)}</span></td>`;
  }
  const words = row.outcome === 'alone' ? 'nothing to compare' : row.front.length > 0 ? 'no verdict' : 'not ranked';
  return html`<td class="t">${name}<br>${median} <span class="soft">${words}</span></td>`;
}
