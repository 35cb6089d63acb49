import type { AxisValue } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import type { View } from '../../domain/scenario.ts';
import { flagLegend, flags } from '../flags.ts';
import { foldPanels } from '../fold.ts';
import { atStart, number, quantity, scaleFor } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { matches, type Panel, panelsOf } from '../panels.ts';
import { figure, scroller } from '../parts.ts';
import { axesLabel, type MetricRecord, type Scope } from '../scope.ts';

type Heatmap = Extract<View, { kind: 'heatmap' }>;

/** Steps of the colour scale; every cell prints its value, so colour only guides the eye. */
const CLASSES = 6;

/** More panels than this are folded, and more than that are left to the map of the first screen. */
const OPEN_PANELS = 8;
const MOST_PANELS = 16;

/** Classes of equal ratio between the best and the worst value of a view: class 0 is the best. */
interface Classes {
  /** The unit, where all values of the view share it: then the caption names it, not every cell. */
  readonly unit: string | undefined;
  readonly of: (value: number) => number;
  /** The cells that set the scale and are shaded by it. */
  readonly shaded: ReadonlySet<CellResult>;
  /** Bounds in the metric's own unit, best first. */
  readonly bounds: readonly number[];
}

function classesOf(values: readonly number[], { unit, better }: MetricRecord, shaded: ReadonlySet<CellResult>): Classes {
  const units = new Set(values.map((value) => scaleFor(unit, value).label));
  const logs = values.filter((value) => value > 0).map(Math.log);
  const low = logs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const span = high - low || 1;
  const [best, direction] = better === 'lower' ? [low, 1] : [high, -1];
  const of = (value: number) => {
    if (value <= 0) return better === 'lower' ? 0 : CLASSES - 1;
    return Math.max(0, Math.min(CLASSES - 1, Math.floor((direction * (Math.log(value) - best) * CLASSES) / span)));
  };
  const bounds =
    logs.length === 0 ? [] : Array.from({ length: CLASSES + 1 }, (_, i) => Math.exp(best + (direction * span * i) / CLASSES));
  return { of, bounds, shaded, unit: units.size === 1 ? [...units][0] : undefined };
}

/** A table whose cells are shaded by their median: readable as numbers, one panel for each further setting. */
export function heatmapView(scope: Scope, view: Heatmap): Html {
  const metric = scope.metric(view.metric);
  if (!metric) return html``;
  const cells = scope.cells.filter((cell) => matches(cell, view.where));
  const measured = cells.filter((cell) => cell.metrics[metric.name]);
  // A cell of another form is never ranked, so it must not set the scale of those that are.
  const plain = measured.filter((cell) => cell.form === undefined);
  const scaled = plain.length > 0 ? plain : measured;
  const medians = scaled.flatMap((cell) => cell.metrics[metric.name]?.median ?? []);
  const classes = classesOf(medians, metric, new Set(scaled));
  const panels = panelsOf(scope, [view.x, view.y], view.where).filter((panel) =>
    panel.cells.some((cell) => cell.metrics[metric.name]),
  );
  const setting = axesLabel(
    scope,
    view.where,
    scope.varying.filter((name) => name in view.where),
  );
  const caption = `${atStart(metric.title)}, median${classes.unit ? ` in ${classes.unit}` : ''}${setting ? `, ${setting}` : ''}. Stronger shade, better value: ${CLASSES} steps of equal ratio.${scaled.length < measured.length ? ' Without shade: another form of object or store, never ranked.' : ''}`;
  const drawn = (shown: readonly Panel[]) =>
    html`<div class="${scope.values(view.x).length > 5 ? 'stack' : 'panels wide'}">${shown.map(
      (panel) => html`<div class="panel">${panel.title && html`<h4>${panel.title}</h4>`}
      ${panelGrid(scope, view, metric, classes, panel)}</div>`,
    )}</div>`;
  const full = panels.length > 1 || scope.values(view.x).length > 5;
  if (panels.length > MOST_PANELS)
    return html`<section class="view"><h3>${view.title}</h3><p class="none">${panels.length} maps of this kind: choose one in the <a href="#results">map above</a>, or see every cell in <a href="#tests">Every test</a>.</p></section>`;
  return html`<section class="${full ? 'view full' : 'view'}"><h3>${view.title}</h3>${
    panels.length === 0
      ? html`<p class="none">Nothing was measured here.</p>`
      : figure(html`${scale(metric, classes)}${foldPanels(scope, panels, OPEN_PANELS, drawn)}${flagLegend(cells)}`, caption)
  }</section>`;
}

function scale(metric: MetricRecord, { bounds }: Classes): Child {
  const steps = Array.from({ length: CLASSES }, (_, i) => {
    const label = i === 0 ? 'best: ' : i === CLASSES - 1 ? 'worst: ' : '';
    return html`<li><i class="h${i}"></i>${label}from ${quantity(metric.unit, bounds[i] ?? 0)}</li>`;
  });
  return bounds.length > 0 && html`<ol class="scale" aria-label="Colour scale, best first">${steps}</ol>`;
}

function panelGrid(scope: Scope, view: Heatmap, metric: MetricRecord, classes: Classes, panel: Panel): Html {
  const present = (axis: string) => scope.values(axis).filter((value) => panel.cells.some((cell) => cell.axes[axis] === value));
  const [xs, ys] = [present(view.x), present(view.y)];
  const found = (x: AxisValue, y: AxisValue) => panel.cells.find((cell) => cell.axes[view.x] === x && cell.axes[view.y] === y);
  const head = (axis: string, value: AxisValue) =>
    scope.scenario.compares.includes(axis) ? chip(scope, axis, value) : scope.label(axis, value);
  const corner = `${atStart(scope.axis(view.y)?.title ?? view.y)} \\ ${scope.axis(view.x)?.title ?? view.x}`;
  return scroller(
    `${view.title}: ${panel.title || metric.title}`,
    html`<table class="heat"><thead><tr><th scope="col" class="t">${corner}</th>${xs.map((x) => html`<th scope="col">${head(view.x, x)}</th>`)}</tr></thead>
    <tbody>${ys.map((y) => html`<tr><th scope="row" class="t">${head(view.y, y)}</th>${xs.map((x) => heatCell(metric, classes, found(x, y)))}</tr>`)}</tbody></table>`,
  );
}

function heatCell(metric: MetricRecord, classes: Classes, cell: CellResult | undefined): Html {
  const summary = cell?.metrics[metric.name];
  if (!cell) return html`<td class="void">–</td>`;
  if (cell.impossible !== undefined) return html`<td class="void" title="${cell.impossible}">cannot exist</td>`;
  if (!summary) return html`<td class="void" title="${cell.failed ?? ''}">${cell.failures > 0 ? 'failed' : 'not measured'}</td>`;
  const { label, divisor } = scaleFor(metric.unit, summary.median);
  const value = html`${number(summary.median / divisor)}${label !== classes.unit && html`<small>&nbsp;${label}</small>`}${flags(cell)}`;
  return classes.shaded.has(cell)
    ? html`<td class="h${classes.of(summary.median)}">${value}</td>`
    : html`<td class="void" title="not ranked: ${cell.note ?? cell.form}">${value}</td>`;
}
