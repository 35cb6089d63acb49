import { atStart, count, quantity } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { table } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import type { Placed } from './frontier-chart.ts';
import { usdPer } from './frontier-figures.ts';

/** More points than this are not listed, the cheapest first: prices and times of all are in the record. */
const MOST_LINES = 240;

function columns(scope: Scope, series: string, first: string) {
  return [
    { title: first },
    { title: atStart(scope.axis(series)?.title ?? series), text: true },
    { title: 'Where', text: true },
    { title: 'USD per GB' },
    { title: 'USD per million requests' },
    { title: 'Speed' },
  ];
}

function figures(scope: Scope, series: string, point: Placed): readonly Child[] {
  const where = scope.varying.filter((axis) => ['host', 'site'].includes(axis) && axis !== series);
  return [
    chip(scope, series, point.axes[series] ?? ''),
    axesLabel(scope, point.axes, where),
    usdPer(point.usdPerGb),
    usdPer(point.usdPerMillionRequests),
    quantity('B/s', point.bytesPerSecond),
  ];
}

const byPrice = (points: readonly Placed[]) => points.toSorted((a, b) => a.usdPerGb - b.usdPerGb);

export function efficientTable(scope: Scope, series: string, placed: readonly Placed[]): Html {
  const best = byPrice(placed.filter(({ number }) => number !== undefined));
  const rows = best.map((point) => [count(point.number), ...figures(scope, series, point)]);
  return table('The efficient ones', columns(scope, series, 'No.'), rows);
}

/** Every point of the picture, the cheapest first, with what is shown of it. */
export function allPoints(scope: Scope, series: string, placed: readonly Placed[]): Html {
  const sorted = byPrice(placed);
  const rows = sorted
    .slice(0, MOST_LINES)
    .map((point) => [
      point.number === undefined ? (point.beaten ? 'beaten' : '~') : `No. ${point.number}`,
      ...figures(scope, series, point),
    ]);
  const cut =
    sorted.length > MOST_LINES && html`<p class="fine">The ${MOST_LINES} cheapest of ${count(sorted.length)} are listed.</p>`;
  return html`<details class="fold"><summary>All points</summary>${cut}${table('All points of cost against speed', columns(scope, series, ''), rows)}</details>`;
}
