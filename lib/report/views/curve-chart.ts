import * as Plot from '@observablehq/plot';
import type { View } from '../../domain/scenario.ts';
import type { Html } from '../html.ts';
import { markOf } from '../marks.ts';
import type { Panel } from '../panels.ts';
import { tickLabel } from '../pictures/log-ticks.ts';
import type { MetricRecord, Scope } from '../scope.ts';
import { draw } from '../svg.ts';
import { type CurveFrame, DRAWING } from './curve-frame.ts';
import { curvePoints, type Point, seriesKey } from './curve-points.ts';

type Curves = Extract<View, { kind: 'curves' }>;

/** One small multiple: lines of medians with their intervals and, where there is room, the single rounds. */
export function drawCurves(
  scope: Scope,
  view: Curves,
  metric: MetricRecord,
  frame: CurveFrame,
  panel: Panel,
  { name, dots }: { readonly name: string; readonly dots: boolean },
): Html {
  const data = curvePoints(scope, view, metric, frame, panel);
  const measured = data.points.filter(({ y }) => Number.isFinite(y));
  const marks = scope.values(view.series).map((value) => markOf(scope, view.series, value));
  const domain = marks.map((_, i) => seriesKey(i));
  const xLabels = new Map(frame.xs.map((x) => [frame.x(x), scope.label(view.x, x)]));
  const yLabels = new Map(frame.ticks.map((tick) => [frame.y(tick), tickLabel(tick / frame.divisor)]));
  const at = { x: 'beside', y: 'y' };
  return draw(name, {
    ...DRAWING,
    x: {
      domain: [...frame.reach],
      ticks: [...xLabels.keys()],
      tickFormat: (x: number) => xLabels.get(x) ?? '',
      tickSize: 0,
      label: scope.axis(view.x)?.title ?? view.x,
      labelArrow: 'none',
    },
    y: {
      domain: [...frame.domain],
      ticks: [...yLabels.keys()],
      tickFormat: (y: number) => yLabels.get(y) ?? '',
      tickSize: 0,
      grid: true,
      label: frame.unit,
      labelArrow: 'none',
    },
    color: { type: 'ordinal', domain, range: marks.map(({ colour }) => colour) },
    symbol: { type: 'ordinal', domain, range: marks.map(({ shape }) => shape) },
    marks: [
      Plot.areaY(data.points, { x: 'x', y1: 'low', y2: 'high', z: 'series', fill: 'series', fillOpacity: 0.16 }),
      dots ? Plot.dot(data.dots, { ...at, fill: 'series', r: 1.5, dx: -3, fillOpacity: 0.6 }) : null,
      Plot.line(data.points, { x: 'x', y: 'y', z: 'series', stroke: 'series', strokeWidth: 1.2, strokeOpacity: 0.75 }),
      Plot.ruleX(alone(data.points), { x: 'beside', y1: 'low', y2: 'high', stroke: 'series', strokeWidth: 1.5 }),
      Plot.dot(
        measured.filter(({ hollow }) => !hollow),
        { ...at, symbol: 'series', fill: 'series', r: 3.6, title: 'label' },
      ),
      Plot.dot(
        measured.filter(({ hollow }) => hollow),
        { ...at, symbol: 'series', stroke: 'series', fill: 'var(--paper)', r: 3.6, title: 'label' },
      ),
    ],
  });
}

/** Points without a neighbour in their series: a band between two points shows the intervals of all others. */
function alone(points: readonly Point[]): readonly Point[] {
  const measured = (point: Point | undefined, series: string) => point?.series === series && Number.isFinite(point.y);
  return points.filter(
    (point, i) =>
      measured(point, point.series) && !measured(points[i - 1], point.series) && !measured(points[i + 1], point.series),
  );
}
