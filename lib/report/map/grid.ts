import type { CellResult } from '../../domain/run.ts';
import { reasonOf } from '../every-test/cell-columns.ts';
import { unitOf } from '../every-test/metric-columns.ts';
import { flags } from '../flags.ts';
import { atStart, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { asPrinted } from '../pack.ts';
import type { Scope } from '../scope.ts';
import { verdictsOf, verdictText } from '../verdict.ts';
import { type Setting, settingCells } from './setting.ts';
import { shadeOf } from './shade.ts';

/**
 * The table of one setting: a median in every cell, and under it where it stands in its line. The page's script draws the same for
 * other settings, from the numbers as printed; a test compares the two.
 */
export function mapGrid(scope: Scope, setting: Setting): Html {
  const { metric, x, y } = setting;
  const cells = settingCells(scope, setting);
  const { divisor } = unitOf(scope, metric);
  const verdicts = verdictsOf(scope, metric, x);
  const values = (axis: string) => scope.values(axis).filter((value) => cells.some((cell) => cell.axes[axis] === value));
  const median = (cell: CellResult) => asPrinted((cell.metrics[metric.name]?.median ?? Number.NaN) / divisor);
  const ranked = cells.filter((cell) => cell.form === undefined && median(cell) !== null);
  const scaled = (ranked.length > 0 ? ranked : cells).flatMap((cell) => median(cell) ?? []).filter((value) => value > 0);
  const best = scaled.reduce((a, b) => (metric.better === 'lower' ? Math.min(a, b) : Math.max(a, b)), scaled[0] ?? 1);
  const shown = (cell: CellResult | undefined): Html => {
    const value = cell && median(cell);
    if (!cell) return html`<td class="void">–</td>`;
    if (value === null || value === undefined) return html`<td class="void">${reasonOf(cell)?.[0] ?? 'not measured'}</td>`;
    const verdict = verdicts.get(cell.id);
    const words = verdict ? verdictText(scope, metric, verdict, true) : '';
    const inner = html`${verdict?.code === 'b' ? html`<b>${number(value)}</b>` : number(value)}${flags(cell)}<small>${words}</small>`;
    const times = metric.better === 'lower' ? value / best : best / value;
    return ranked.length > 0 && cell.form !== undefined
      ? html`<td class="void">${inner}</td>`
      : html`<td class="h${shadeOf(value > 0 ? times : 1)}">${inner}</td>`;
  };
  const down = y === '' ? [undefined] : values(y);
  return html`<thead><tr><th scope="col" class="t">${atStart(scope.axis(y)?.title ?? 'all')}</th>${values(x).map(
    (value) => html`<th scope="col">${chip(scope, x, value)}</th>`,
  )}</tr></thead><tbody>${down.map(
    (line) =>
      html`<tr><th scope="row" class="t">${line === undefined ? 'all' : scope.label(y, line)}</th>${values(x).map((value) =>
        shown(cells.find((cell) => cell.axes[x] === value && (line === undefined || cell.axes[y] === line))),
      )}</tr>`,
  )}</tbody>`;
}
