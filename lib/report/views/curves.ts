import type { View } from '../../domain/scenario.ts';
import { foldPanels } from '../fold.ts';
import { atStart, inSentence, listed } from '../format.ts';
import { type Html, html } from '../html.ts';
import { legend } from '../marks.ts';
import { matches, type Panel, panelAxes, panelsOf } from '../panels.ts';
import { figure } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import { drawCurves } from './curve-chart.ts';
import { type CurveFrame, curveFrame } from './curve-frame.ts';
import { remarked } from './curve-points.ts';

type Curves = Extract<View, { kind: 'curves' }>;

/** Dots of round medians cost about 90 bytes each: beyond this many in a view only intervals are drawn. */
const MOST_DOTS = 4000;

/** More panels than this are folded; with more than the second number, axes are merged until there are no more than the first. */
const OPEN_PANELS = 12;
const MOST_PANELS = 16;

/** Panels of this view, with the axes whose values they hold together because there would be too many. */
function fewPanels(
  scope: Scope,
  view: Curves,
  metric: string,
): { readonly panels: readonly Panel[]; readonly merged: readonly string[] } {
  const merged: string[] = [];
  for (;;) {
    const panels = panelsOf(scope, [view.x, view.series, ...merged], view.where).filter((panel) =>
      panel.cells.some((cell) => cell.metrics[metric]),
    );
    const [longest] = panelAxes(scope, panels).toSorted((a, b) => scope.values(b).length - scope.values(a).length);
    if (panels.length <= (merged.length > 0 ? OPEN_PANELS : MOST_PANELS) || longest === undefined) return { panels, merged };
    merged.push(longest);
  }
}

function logWords({ logX, logY }: CurveFrame): string {
  if (logX && logY) return 'both scales are logarithmic';
  return logX || logY ? `the ${logX ? 'horizontal' : 'vertical'} scale is logarithmic` : 'both scales are linear';
}

/** Medians along an axis, a line for each series and a small multiple for each further setting, all on one scale. */
export function curvesView(scope: Scope, view: Curves): Html {
  const metric = scope.metric(view.metric);
  if (!metric) return html``;
  const cells = scope.cells.filter((cell) => matches(cell, view.where) && cell.metrics[metric.name]);
  const { panels, merged } = fewPanels(scope, view, metric.name);
  if (panels.length === 0)
    return html`<section class="view"><h3>${view.title}</h3><p class="none">Nothing was measured here.</p></section>`;
  const dots =
    merged.length === 0 && cells.reduce((sum, cell) => sum + (cell.metrics[metric.name]?.rounds.length ?? 0), 0) <= MOST_DOTS;
  const frame = curveFrame(scope, view.x, metric, cells);
  const [only] = frame.xs;
  if (frame.xs.length < 2) {
    const along = inSentence(scope.axis(view.x)?.title ?? view.x);
    return html`<section class="view"><h3>${view.title}</h3><p class="none">One ${along}, ${scope.label(view.x, only)}: no curve to draw. The numbers are in <a href="#tests">Every test</a>.</p></section>`;
  }
  const chart = (panel: Panel) => {
    const name = `${view.title}: ${axesLabel(scope, panel.axes, scope.varying) || metric.title}`;
    return html`<div class="panel">${panel.title && html`<h4>${panel.title}</h4>`}
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
  const over = listed(merged.map((name) => inSentence(scope.axis(name)?.title ?? name)));
  const caption = [
    `${atStart(metric.title)} in ${frame.unit}${setting ? `, ${setting}` : ''}: marks are ${over ? `the middle of the medians of every ${over}` : 'medians over all timed operations'}`,
    over ? 'bands reach from the smallest to the largest of them' : 'bands the intervals of the medians',
    dots && 'pale dots the medians of single rounds',
    cells.some(remarked) && 'hollow marks carry a remark or were limited by the client',
    shown.length > 1 && 'marks stand up to six pixels beside their value to keep apart, lines and bands at it',
    logWords(frame),
  ];
  const body = html`${legend(scope, view.series, shown)}${foldPanels(scope, panels, OPEN_PANELS, charts)}`;
  return html`<section class="${panels.length > 1 ? 'view full' : 'view'}"><h3>${view.title}</h3>${figure(body, html`${caption.filter(Boolean).join(', ')}. The numbers are in <a href="#tests">Every test</a>.`)}</section>`;
}
