import { flagLegend, flags, manyFailed } from '../flags.ts';
import { atStart, number, pValue, quantity } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { tokens } from '../panels.ts';
import { scroller } from '../parts.ts';
import { axesLabel, type MetricRecord, type Scope } from '../scope.ts';
import type { Behind, Place, Standing } from '../standings.ts';
import { type FactorRange, factorGlyph, factorRange } from './factor-glyph.ts';

const WORDS: Readonly<Record<Behind['verdict'], string>> = {
  behind: 'behind',
  ahead: 'ahead',
  '~': '~ no difference shown',
  none: 'no verdict',
};

function line(scope: Scope, metric: MetricRecord, compare: string, place: Place, range: FactorRange, verdict: string): Child {
  const { behind, summary, cell } = place;
  return html`<th scope="row" class="t">${chip(scope, compare, place.value)}${flags(cell)}</th>
    <td>${quantity(metric.unit, summary.median)}</td>
    <td>${summary.n}</td>
    <td>${behind ? html`${number(behind.factor)}× <span class="soft">${number(behind.low)}–${number(behind.high)}</span>` : ''}</td>
    <td class="t">${behind && factorGlyph(behind, range)}</td>
    <td>${behind ? pValue(behind.p) : ''}</td>
    <td class="t">${verdict}</td>`;
}

function verdictOf(row: Standing, place: Place): string {
  if (place.behind) return WORDS[place.behind.verdict];
  if (row.outcome === 'alone') return 'nothing to compare';
  return row.outcome === 'leader' ? 'leads' : row.outcome === 'tie' ? '~ leads by median only' : 'no verdict';
}

function unrankedWords(row: Standing, { cell }: Place): string {
  if (cell.form !== undefined) return `not ranked: ${cell.note ?? cell.form}`;
  if (manyFailed(cell)) return `not ranked: ${cell.failures} of ${cell.n + cell.failures} operations failed`;
  if (row.places.length === 0) return 'no verdict';
  return cell.note ? `not ranked: ${cell.note}` : 'not compared';
}

/** Every row in full: order, medians, paired factors with intervals, adjusted p and the verdict in words. */
export function rankTable(scope: Scope, metric: MetricRecord, compare: string, rows: readonly Standing[]): Html {
  const names = scope.varying.filter((name) => name !== compare);
  const range = factorRange(rows);
  const bodies = rows.map((row) => {
    const lines = [
      ...row.places.map((place) => line(scope, metric, compare, place, range, verdictOf(row, place))),
      ...row.unranked.map((place) => line(scope, metric, compare, place, range, unrankedWords(row, place))),
    ];
    const head = html`<th scope="rowgroup" class="t" rowspan="${lines.length}">${axesLabel(scope, row.shared, names) || metric.title}</th>`;
    return html`<tbody data-is="${tokens(scope, row.shared)}">${lines.map((each, i) => html`<tr>${i === 0 && head}${each}</tr>`)}</tbody>
    `;
  });
  const behind = metric.better === 'lower' ? 'times the leader’s' : 'times slower than the leader';
  return html`${scroller(
    `${metric.title}: every row`,
    html`<table class="ranks"><thead><tr><th scope="col" class="t">Row</th><th scope="col" class="t">${atStart(scope.axis(compare)?.title ?? compare)}</th>
    <th scope="col">Median</th><th scope="col">n</th><th scope="col">${metric.better === 'lower' ? 'Times the leader’s' : 'Leader is … times this'}</th>
    <th scope="col" class="t">on a log scale</th><th scope="col">p (Holm)</th><th scope="col" class="t">Verdict</th></tr></thead>${bodies}</table>`,
  )}
  <p class="fine">The bar is the 95 % interval of the factor of that pair alone (${behind}), the dashed line is 1: equal. p is adjusted over all pairs of the row.</p>
  ${flagLegend(rows.flatMap((row) => [...row.places, ...row.unranked].map((place) => place.cell)))}`;
}
