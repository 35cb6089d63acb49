import type { CellResult } from '../../domain/run.ts';
import { flagLegend, flags } from '../flags.ts';
import { atStart, count, NOTHING, number, pValue } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { scroller } from '../parts.ts';
import type { MetricRecord, Scope } from '../scope.ts';
import { type Verdict, verdictsOf, verdictText } from '../verdict.ts';
import { reasonOf, tableAxes } from './cell-columns.ts';
import { FIGURES } from './figures.ts';
import { shownMetrics, unitOf } from './metric-columns.ts';

/** Every figure of every cell, a table a metric: for readers without the script, where there are few enough. */
export function plainTables(scope: Scope): Html {
  const cells = scope.cells.filter(({ impossible }) => impossible === undefined);
  return html`${shownMetrics(scope).map((metric) => metricTable(scope, metric, cells))}${flagLegend(cells)}`;
}

function metricTable(scope: Scope, metric: MetricRecord, cells: readonly CellResult[]): Html {
  const scale = unitOf(scope, metric);
  const shown = cells.filter((cell) => cell.metrics[metric.name] || cell.n === 0);
  const figures = FIGURES.filter(({ of }) =>
    shown.some((cell) => cell.metrics[metric.name] && of(cell.metrics[metric.name] as never) !== undefined),
  );
  const axes = tableAxes(scope);
  const verdicts = scope.scenario.compares.flatMap((axis) => {
    const found = scope.varying.includes(axis) ? verdictsOf(scope, metric, axis) : new Map<string, Verdict>();
    return found.size > 0 ? [{ axis, found }] : [];
  });
  const head = (title: string, text = false) => html`<th scope="col"${text && html` class="t"`}>${title}</th>`;
  const heads = [
    ...axes.map((name) => head(atStart(scope.axis(name)?.title ?? name), true)),
    ...['n', 'failed', ...figures.map(({ name }) => name)].map((name) => head(name)),
    ...verdicts.map(({ axis }) => head(`against the best ${scope.axis(axis)?.title ?? axis} of its row`, true)),
  ];
  const first = (cell: CellResult, name: string) => {
    const value = cell.axes[name];
    return value === undefined ? '' : name === scope.scenario.compares[0] ? chip(scope, name, value) : scope.label(name, value);
  };
  const lines = shown.map((cell) => {
    const summary = cell.metrics[metric.name];
    const names: Child[] = axes.map((name, i) =>
      i === 0
        ? html`<th scope="row" class="t">${first(cell, name)}${flags(cell)}</th>`
        : html`<td class="t">${first(cell, name)}</td>`,
    );
    if (axes.length === 0) names.push(html`<th scope="row" class="t">${cell.id}</th>`);
    if (!summary) {
      const why = reasonOf(cell)?.[1] ?? 'not measured';
      return html`<tr>${names}<td>${count(cell.n)}</td><td>${count(cell.failures)}</td><td class="t soft" colspan="${figures.length + verdicts.length}">${why}</td></tr>
      `;
    }
    const values = figures.map(({ of }) => {
      const value = of(summary);
      return html`<td>${value === undefined ? NOTHING : number(value / scale.divisor)}</td>`;
    });
    const words = verdicts.map(({ found }) => html`<td class="t">${verdictCell(scope, metric, found.get(cell.id))}</td>`);
    return html`<tr>${names}<td>${count(summary.n)}</td><td>${count(cell.failures)}</td>${values}${words}</tr>
    `;
  });
  const title = `${atStart(metric.title)}, ${scale.label}`;
  const idColumn = axes.length === 0 && head('Cell', true);
  return html`<details><summary>${title}</summary>${scroller(
    `Every test: ${title}`,
    html`<table class="figures"><thead><tr>${idColumn}${heads}</tr></thead><tbody>${lines}</tbody></table>`,
  )}</details>
  `;
}

function verdictCell(scope: Scope, metric: MetricRecord, verdict: Verdict | undefined): Child {
  if (!verdict) return NOTHING;
  const { behind } = verdict;
  const sizes = behind && html` <span class="soft">${number(behind.low)}–${number(behind.high)}, p ${pValue(behind.p)}</span>`;
  return html`${verdictText(scope, metric, verdict)}${sizes}`;
}
