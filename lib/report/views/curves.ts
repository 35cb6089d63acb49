import type { View } from '../../domain/scenario.ts';
import { foldPanels } from '../fold.ts';
import { atStart, inSentence } from '../format.ts';
import { type Html, html } from '../html.ts';
import { legend } from '../marks.ts';
import { matches, type Panel, panelsOf, tokens } from '../panels.ts';
import { figure } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import { drawCurves } from './curve-chart.ts';
import { type CurveFrame, curveFrame } from './curve-frame.ts';
import { remarked } from './curve-points.ts';

type Curves = Extract<View, { kind: 'curves' }>;

/** Dots of round medians cost about 90 bytes each: beyond this many in a view only intervals are drawn. */
const MOST_DOTS = 4000;

/** More panels than this are folded. */
const OPEN_PANELS = 12;

function logWords({ logX, logY }: CurveFrame): string {
  if (logX && logY) return 'both scales are logarithmic';
  return logX || logY ? `the ${logX ? 'horizontal' : 'vertical'} scale is logarithmic` : 'both scales are linear';
}

/** Medians along an axis, a line for each series and a small multiple for each further setting, all on one scale. */
export function curvesView(scope: Scope, view: Curves): Html {
  const metric = scope.metric(view.metric);
  if (!metric) return html``;
  const cells = scope.cells.filter((cell) => matches(cell, view.where) && cell.metrics[metric.name]);
  const panels = panelsOf(scope, [view.x, view.series], view.where).filter((panel) =>
    panel.cells.some((cell) => cell.metrics[metric.name]),
  );
  if (panels.length === 0)
    return html`<section class="view" data-group><h3>${view.title}</h3><p class="none">Nothing was measured here.</p></section>`;
  const dots = cells.reduce((sum, cell) => sum + (cell.metrics[metric.name]?.rounds.length ?? 0), 0) <= MOST_DOTS;
  const frame = curveFrame(scope, view.x, metric, cells);
  const [only] = frame.xs;
  if (frame.xs.length < 2) {
    const along = inSentence(scope.axis(view.x)?.title ?? view.x);
    return html`<section class="view" data-group><h3>${view.title}</h3><p class="none">One ${along}, ${scope.label(view.x, only)}: no curve to draw. The numbers are in the tables below.</p></section>`;
  }
  const chart = (panel: Panel) => {
    const name = `${view.title}: ${axesLabel(scope, panel.axes, scope.varying) || metric.title}`;
    return html`<div class="panel" data-is="${tokens(scope, panel.axes)}">${panel.title && html`<h4>${panel.title}</h4>`}
      ${drawCurves(scope, view, metric, frame, panel, { name, dots })}</div>`;
  };
  const charts = (drawn: readonly Panel[]) =>
    html`<div class="${panels.length > 1 ? 'panels even' : 'panels one'}">${drawn.map(chart)}</div>`;
  const shown = scope.values(view.series).filter((value) => cells.some((cell) => cell.axes[view.series] === value));
  const setting = axesLabel(
    scope,
    view.where,
    scope.varying.filter((name) => name in view.where),
  );
  const caption = [
    `${atStart(metric.title)} in ${frame.unit}${setting ? `, ${setting}` : ''}: marks are medians over all timed operations`,
    'bars the intervals of the medians',
    dots && 'pale dots the medians of single rounds',
    cells.some(remarked) && 'hollow marks carry a remark or were limited by the client',
    logWords(frame),
  ];
  const body = html`${legend(scope, view.series, shown)}${foldPanels(scope, panels, OPEN_PANELS, charts)}`;
  return html`<section class="${panels.length > 1 ? 'view full' : 'view'}" data-group><h3>${view.title}</h3>${figure(body, `${caption.filter(Boolean).join(', ')}. The numbers are in the tables below.`)}</section>`;
}
