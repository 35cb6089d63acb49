import { number, scaleFor } from '../format.ts';
import { type Html, html } from '../html.ts';
import { tokens } from '../panels.ts';
import { scroller, section } from '../parts.ts';
import { cellLabel, type MetricRecord, type Scope } from '../scope.ts';

/** One unit a column here: its cells are to be read down and across. */
function unitOf(scope: Scope, metric: MetricRecord) {
  return scaleFor(
    metric.unit,
    scope.cells.reduce((most, cell) => Math.max(most, cell.metrics[metric.name]?.median ?? 0), 0),
  );
}

/** Medians of every metric side by side: where the time of a cell goes. */
export function breakdown(scopes: readonly Scope[]): Html {
  return section(
    'breakdown',
    'Where the time goes',
    html`<p>Medians of everything that was measured, one line a cell. Medians of parts need not add up to the median of the whole.</p>`,
    scopes.map((scope) => {
      const metrics = scope.scenario.metrics.filter((metric) => scope.cells.some((cell) => cell.metrics[metric.name]));
      const columns = metrics.map((metric) => ({ metric, unit: unitOf(scope, metric) }));
      const cells = scope.cells.filter((cell) => Object.keys(cell.metrics).length > 0);
      if (columns.length === 0) return html`<p class="none">${scope.scenario.title}: nothing was measured.</p>`;
      const rows = cells.map(
        (
          cell,
        ) => html`<tr data-is="${tokens(scope, cell.axes)}"><th scope="row" class="t">${cellLabel(scope, cell)}</th>${columns.map(
          ({ metric, unit }) => {
            const summary = cell.metrics[metric.name];
            return html`<td>${summary ? number(summary.median / unit.divisor) : '–'}</td>`;
          },
        )}</tr>
        `,
      );
      const heads = columns.map(({ metric, unit }) => html`<th scope="col">${metric.title}, ${unit.label}</th>`);
      return html`<details data-group><summary>${scope.scenario.title}: medians of ${metrics.length} metrics in ${cells.length} cells</summary>${scroller(
        `${scope.scenario.title}: medians`,
        html`<table><thead><tr><th scope="col" class="t">Cell</th>${heads}</tr></thead><tbody>${rows}</tbody></table>`,
      )}</details>`;
    }),
  );
}
