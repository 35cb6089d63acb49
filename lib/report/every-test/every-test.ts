import type { Summary } from '../../domain/run.ts';
import { flagLegend } from '../flags.ts';
import { atStart, count, counted } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { packed } from '../pack.ts';
import { section } from '../parts.ts';
import { constants, type Scope } from '../scope.ts';
import { cellColumns } from './cell-columns.ts';
import { metricColumns, shownMetrics } from './metric-columns.ts';
import { plainSummary } from './plain-summary.ts';
import { plainTables } from './plain-tables.ts';
import { toolbar } from './toolbar.ts';

/** Up to this many lines are in the page as tables too, for readers without its script. */
const PLAIN_LINES = 800;

/** As many lines the script shows at first: paper gets a summary where there are more. */
export const SHOWN_LINES = 50;

/** The level that the interval's order statistics really reach, which depends on the number of rounds. */
function levelWords(summaries: readonly Summary[]): string {
  const reached = summaries.flatMap(({ interval }) => interval?.level ?? []);
  if (reached.length === 0) return summaries.length > 0 ? 'No intervals: they need at least six rounds. ' : '';
  const ends = [reached.reduce((a, b) => Math.min(a, b)), reached.reduce((a, b) => Math.max(a, b))];
  const [low, high] = ends.map((level) => (level * 100).toFixed(1));
  return `The interval of a median is made of the round medians and reaches ${low === high ? low : `${low}–${high}`} %. `;
}

/** Where the numbers of a scenario lie in the page: the map reads them too. */
export const cellsId = (index: number): string => `cells-${index}`;

/** One table of every cell in every metric, to sort, filter and copy. */
export function everyTest(scopes: readonly Scope[]): Html {
  return section('tests', 'Every test', scopes.map(ofScenario));
}

function ofScenario(scope: Scope, index: number): Child {
  const metrics = shownMetrics(scope);
  if (metrics.length === 0) return html`<p class="none">${scope.scenario.title}: nothing was measured.</p>`;
  const columns = cellColumns(scope);
  const impossible = scope.cells.filter((cell) => cell.impossible !== undefined).length;
  const lines = scope.cells.length - impossible;
  const whole = lines * metrics.length <= PLAIN_LINES;
  const summary = lines > SHOWN_LINES && plainSummary(scope);
  const options = metrics.map(({ name, title }) => ({ value: name, label: atStart(title) }));
  const [first] = metrics;
  const summaries = first ? scope.cells.flatMap((cell) => cell.metrics[first.name] ?? []) : [];
  const same = constants(scope);
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}
    <p class="fine">${counted(scope.cells.length - impossible, 'cell')}${impossible > 0 && html`; ${count(impossible)} more <a href="#gaps">cannot exist</a>`}.
    n counts timed, successful operations. ${levelWords(summaries)}A percentile is shown where n supports it. Against the best of its row: the
    factor is paired by round, with its 95 % interval; “sure” means a p below 0.05, adjusted within the row, and 5 % or more; ~ means that no difference is shown.
    ${same && `The same throughout: ${same}. `}All of it, unrounded, is in <a href="run.json">run.json</a>.</p>
    <div class="tests" id="t${index}" data-cells="${cellsId(index)}">${toolbar(columns, options)}
      <p class="count" hidden><output aria-live="polite"></output> <button type="button" data-copy="csv">Copy as CSV</button> <button type="button" data-copy="markdown">Copy as Markdown</button></p>
      <div class="scroll" role="region" aria-label="Every test" tabindex="0" hidden><table class="${summary ? 'every many' : 'every'}"></table></div>
      <p class="more" hidden><button type="button" data-more="100">Show 100 more</button> <button type="button" data-more="all">Show all</button></p>
    </div>
    ${flagLegend(scope.cells)}
    ${summary && html`<div class="${whole ? 'plain' : 'plain alone'}">${summary}</div>`}
    ${whole && html`<noscript>${plainTables(scope)}</noscript>`}`;
}

/** The numbers themselves, for the page's end: what is above them is painted before they are read. */
export function packedCells(scopes: readonly Scope[]): readonly Html[] {
  return scopes.flatMap((scope, index) => {
    const metrics = shownMetrics(scope);
    if (metrics.length === 0) return [];
    return [packed(cellsId(index), { ...cellColumns(scope), metrics: metrics.map((metric) => metricColumns(scope, metric)) })];
  });
}
