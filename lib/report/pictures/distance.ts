import type { AxisValue } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import type { View } from '../../domain/scenario.ts';
import { median } from '../../domain/statistics/quantile.ts';
import { atStart, inSentence, quantity } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { chip } from '../marks.ts';
import { scroller } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';

type Phases = Extract<View, { kind: 'phases' }>;

export interface Split {
  /** Median way of one cell's connections, and what its answer took beyond one such way, in the metric's unit. */
  readonly way: number;
  readonly service: number;
}

/** Of some cells the middle way and the middle service; undefined where none measured both. */
export function splitOf(cells: readonly CellResult[], { way, answer }: NonNullable<Phases['distance']>): Split | undefined {
  const splits = cells.flatMap(({ metrics }) => {
    const [there, first] = [metrics[way]?.median, metrics[answer]?.median];
    return there === undefined || first === undefined || !(there > 0) ? [] : [{ way: there, service: first - there }];
  });
  if (splits.length === 0) return undefined;
  return { way: median(splits.map((split) => split.way)), service: median(splits.map((split) => split.service)) };
}

/** How much of an answer is the way to its store, and how much the store itself: in words, for each place. */
export function distance(scope: Scope, view: Phases, cells: readonly CellResult[]): Child {
  const { distance: wanted } = view;
  const size = scope.values(view.x).find((value) => cells.some((cell) => cell.axes[view.x] === value));
  if (!wanted || size === undefined) return false;
  const small = cells.filter((cell) => cell.axes[view.x] === size && cell.form === undefined);
  const places = scope.values(wanted.by).filter((place) => small.some((cell) => cell.axes[wanted.by] === place));
  const series = scope.values(view.series).filter((value) => small.some((cell) => cell.axes[view.series] === value));
  const words = (place: AxisValue, value: AxisValue) => {
    const split = splitOf(
      small.filter((cell) => cell.axes[wanted.by] === place && cell.axes[view.series] === value),
      wanted,
    );
    return split && splitWords(split, scope.metric(wanted.way)?.unit ?? 'ms');
  };
  const hosts = small.length > places.length * series.length ? ', the middle of all hosts' : '';
  const along = inSentence(scope.axis(wanted.by)?.title ?? wanted.by);
  return html`<h3>Distance and service</h3><p class="fine">Distance is the median of ${wanted.way}, one way there and back, to the address that answers; service is
    what the median ${scope.metric(wanted.answer)?.title ?? wanted.answer} takes beyond that. ${atStart(axesLabel(scope, { ...view.where, [view.x]: size }, [view.x, ...Object.keys(view.where)]))}${hosts}.</p>
    ${scroller(
      'Distance and service',
      html`<table><thead><tr><th scope="col" class="t">${atStart(along)}</th>${series.map((value) => html`<th scope="col" class="t">${chip(scope, view.series, value)}</th>`)}</tr></thead>
    <tbody>${places.map(
      (place) => html`<tr><th scope="row">${scope.label(wanted.by, place)}</th>${series.map(
        (value) => html`<td class="t apart">${words(place, value) ?? '–'}</td>`,
      )}</tr>
      `,
    )}</tbody></table>`,
    )}`;
}

/** `distance 7.03 ms, service 21.2 ms`; what is less than nothing is noise and said to be. */
function splitWords({ way, service }: Split, unit: 'ms' | 'B/s' | 'B' | '1/s'): Html {
  const rest = service > 0 ? html`<span>service <b>${quantity(unit, service)}</b></span>` : 'service too short to see';
  return html`<span>distance <b>${quantity(unit, way)}</b>,</span> ${rest}`;
}
