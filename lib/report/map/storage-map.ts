import { cellColumns } from '../every-test/cell-columns.ts';
import { cellsId } from '../every-test/every-test.ts';
import { shownMetrics, unitOf } from '../every-test/metric-columns.ts';
import { axisOptions, choice } from '../every-test/toolbar.ts';
import { flagLegend } from '../flags.ts';
import { atStart, inSentence } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { scroller } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import { mapGrid } from './grid.ts';
import { notRanked } from './not-ranked.ts';
import { firstSetting } from './setting.ts';
import { SHADE_BOUNDS } from './shade.ts';

/** The first screen's picture: what is compared against the hosts, for the setting a reader chooses. */
export function storageMap(scope: Scope, index: number): Html | false {
  const setting = firstSetting(scope);
  if (!setting) return false;
  const { metric, x, y, chosen } = setting;
  const columns = cellColumns(scope);
  const metrics = shownMetrics(scope).map(({ name, title }) => ({ value: name, label: atStart(title) }));
  const choosers = columns.axes
    .filter(({ name }) => name in chosen)
    .map((axis) => choice(`is-${axis.name}`, axis.title, axisOptions(axis), String(chosen[axis.name])));
  const names = columns.axes.map(({ name }) => name).filter((name) => name in chosen);
  const label = axesLabel(scope, chosen, names);
  const across = inSentence(scope.axis(x)?.title ?? x);
  return html`<figure class="map" id="m${index}" data-cells="${cellsId(index)}" data-x="${x}" data-y="${y}">
    <figcaption><b><span data-is="metric">${atStart(metric.title)}</span>, <span data-is="unit">${unitOf(scope, metric).label}</span></b> <span data-is="setting">${label}</span></figcaption>
    <form class="bar" hidden aria-label="What the map shows">${choice('metric', 'Metric', metrics, metric.name)}${choosers}</form>
    ${scroller('Map', html`<table class="heat">${mapGrid(scope, setting)}</table>`)}
    <p class="fine">${scale()} the best of this map. Under a median: its ${across} against the best of its row,
    shown where sure; ~ means no difference shown.</p>${notRanked(scope, setting)}${flagLegend(scope.cells)}</figure>`;
}

function scale(): Child {
  const steps = [...SHADE_BOUNDS.map((bound) => `${bound}×`), 'more'];
  return html`<span class="scale">${steps.map((step, i) => html`<i class="h${i}">${step}</i>`)}</span>`;
}
