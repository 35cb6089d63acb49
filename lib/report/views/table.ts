import type { CellResult, Summary } from '../../domain/run.ts';
import type { View } from '../../domain/scenario.ts';
import { flagLegend, flags } from '../flags.ts';
import { foldPanels } from '../fold.ts';
import { atStart, count, number, type Scale, scaleFor } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { type Panel, panelsOf, tokens } from '../panels.ts';
import { scroller } from '../parts.ts';
import { constants, type MetricRecord, type Scope } from '../scope.ts';

type Table = Extract<View, { kind: 'table' }>;

/** More panels than this start folded. */
const OPEN_PANELS = 4;

/** More panels than this are folded once more, by host in most scenarios. */
const MOST_PANELS = 16;

interface Figure {
  readonly title: string;
  readonly of: (summary: Summary, scale: Scale) => string | undefined;
}

const scaled = (value: number | undefined, scale: Scale): string | undefined =>
  value === undefined ? undefined : number(value / scale.divisor);

const FIGURES: readonly Figure[] = [
  { title: 'min', of: (s, scale) => scaled(s.min, scale) },
  { title: 'median', of: (s, scale) => scaled(s.median, scale) },
  {
    title: 'interval',
    of: ({ interval }, scale) => interval && `${scaled(interval.low, scale)} – ${scaled(interval.high, scale)}`,
  },
  { title: 'mean', of: (s, scale) => scaled(s.mean, scale) },
  { title: 'p90', of: (s, scale) => scaled(s.p90, scale) },
  { title: 'p95', of: (s, scale) => scaled(s.p95, scale) },
  { title: 'p99', of: (s, scale) => scaled(s.p99, scale) },
  { title: 'max', of: (s, scale) => scaled(s.max, scale) },
  { title: 'sd', of: (s, scale) => scaled(s.sd, scale) },
  { title: 'MAD', of: (s, scale) => scaled(s.mad, scale) },
  { title: 'outliers', of: ({ outliers }) => `${count(outliers.mild)} + ${count(outliers.severe)}` },
];

/** Every cell's figures for one metric: one table for each setting of the axes that are not its row headers. */
export function tableView(scope: Scope, view: Table): Html {
  const metric = scope.metric(view.metric);
  if (!metric) return html``;
  const panels = panelsOf(scope, view.rows).filter((panel) => panel.cells.some((cell) => !cell.impossible));
  const summaries = scope.cells.flatMap((cell) => cell.metrics[metric.name] ?? []);
  const figures = FIGURES.filter(({ of }) => summaries.some((summary) => of(summary, { label: '', divisor: 1 }) !== undefined));
  const open = panels.length <= OPEN_PANELS && html` open`;
  const tables = (shown: readonly Panel[]) =>
    shown.map(
      (panel) => html`<details data-group${open}><summary>${panel.title || metric.title}</summary>
      ${panelTable(scope, view, metric, figures, panel)}</details>
      `,
    );
  return html`<section class="view" data-group><h3>${view.title}</h3>
    <p class="fine">${[constants(scope), levels(summaries)].filter(Boolean).join('. ')}</p>
    ${panels.length === 0 && html`<p class="none">Nothing was measured here.</p>`}
    ${foldPanels(scope, panels, MOST_PANELS, tables)}
    ${flagLegend(scope.cells)}</section>`;
}

/** The level that the interval's order statistics really reach, which depends on the number of rounds. */
function levels(summaries: readonly Summary[]): string {
  const reached = summaries.flatMap(({ interval }) => interval?.level ?? []);
  if (reached.length === 0) return summaries.length > 0 ? 'No intervals: they need at least six rounds' : '';
  const [low, high] = [Math.min(...reached), Math.max(...reached)].map((level) => (level * 100).toFixed(1));
  return `Interval of the median from the round medians, level ${low === high ? low : `${low}–${high}`} %. Outliers: mild + severe, kept`;
}

/** Cells in the order of the view's row headers, the first of them slowest. */
function ordered(scope: Scope, rows: readonly string[], cells: readonly CellResult[]): readonly CellResult[] {
  const places = rows.map((name) => ({ name, order: new Map(scope.values(name).map((value, i) => [value, i])) }));
  const place = (cell: CellResult, at: (typeof places)[number]) => at.order.get(cell.axes[at.name] ?? '') ?? -1;
  return cells.toSorted((a, b) => places.reduce((found, at) => found || place(a, at) - place(b, at), 0));
}

function panelTable(scope: Scope, view: Table, metric: MetricRecord, figures: readonly Figure[], panel: Panel): Html {
  const cells = ordered(
    scope,
    view.rows,
    panel.cells.filter((cell) => !cell.impossible),
  );
  const heads = view.rows.map((name) => html`<th scope="col" class="t">${atStart(scope.axis(name)?.title ?? name)}</th>`);
  return scroller(
    `${view.title}: ${panel.title || metric.title}`,
    html`<table class="figures" data-is="${tokens(scope, panel.axes)}"><thead><tr>${heads}<th scope="col">n</th><th scope="col">failed</th>
    ${figures.map(({ title }) => html`<th scope="col">${title}</th>`)}<th scope="col" class="t">unit</th></tr></thead>
    <tbody>${cells.map((cell, i) => {
      const first = view.rows[0] ?? '';
      const next = i > 0 && view.rows.length > 1 && cell.axes[first] !== cells[i - 1]?.axes[first];
      return tableRow(scope, view, metric, figures, cell, next);
    })}</tbody></table>`,
  );
}

function tableRow(
  scope: Scope,
  view: Table,
  metric: MetricRecord,
  figures: readonly Figure[],
  cell: CellResult,
  next: boolean,
): Child {
  const open = next ? html`<tr class="next">` : html`<tr>`;
  const heads = view.rows.map((name, i) => {
    const value = cell.axes[name];
    const text =
      value === undefined ? '' : scope.scenario.compares.includes(name) ? chip(scope, name, value) : scope.label(name, value);
    return i === 0 ? html`<th scope="row" class="t">${text}${flags(cell)}</th>` : html`<th scope="row" class="t">${text}</th>`;
  });
  const failures = cell.failures > 0 ? html`<b>${count(cell.failures)}</b>` : 0;
  const summary = cell.metrics[metric.name];
  if (!summary) {
    const why = cell.failed ?? (cell.failures > 0 ? 'every operation failed' : 'not measured');
    return html`${open}${heads}<td>${cell.n}</td><td>${failures}</td><td class="t soft" colspan="${figures.length + 1}">${why}</td></tr>`;
  }
  const scale = scaleFor(metric.unit, summary.median);
  return html`${open}${heads}<td>${count(summary.n)}</td><td>${failures}</td>${figures.map(({ title, of }) =>
    title === 'median' ? html`<td><b>${of(summary, scale)}</b></td>` : html`<td>${of(summary, scale) ?? '–'}</td>`,
  )}<td class="t soft">${scale.label}</td></tr>
  `;
}
