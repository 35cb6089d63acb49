import * as Plot from '@observablehq/plot';
import type { CellResult } from '../../domain/run.ts';
import type { View } from '../../domain/scenario.ts';
import { number } from '../format.ts';
import type { Html } from '../html.ts';
import { markOf } from '../marks.ts';
import type { Panel } from '../panels.ts';
import type { MetricRecord, Scope } from '../scope.ts';
import { draw } from '../svg.ts';
import type { CurveFrame } from './curve-frame.ts';

type Curves = Extract<View, { kind: 'curves' }>;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly series: string;
  readonly label: string;
  readonly hollow: boolean;
}

/** Cells whose medians must not be read like the others: limited by their client, or composed of many items. */
export function remarked(cell: CellResult): boolean {
  return cell.clientBound === true || cell.note !== undefined;
}

/** Series stand this share of the gap between two x values apart, so that their intervals do not hide each other. */
const SPREAD = 0.34;

function pointsOf(scope: Scope, view: Curves, metric: MetricRecord, frame: CurveFrame, panel: Panel) {
  const series = scope.values(view.series);
  const points: Point[] = [];
  const dots: { x: number; y: number; series: string }[] = [];
  for (const cell of panel.cells) {
    const summary = cell.metrics[metric.name];
    const [x, value] = [cell.axes[view.x], cell.axes[view.series]];
    if (!summary || x === undefined || value === undefined) continue;
    const shift = series.length > 1 ? (series.indexOf(value) / (series.length - 1) - 0.5) * SPREAD * frame.gap : 0;
    const [name, at] = [scope.label(view.series, value), frame.at(x) + shift];
    const y = summary.median / frame.divisor;
    const [low, high] = summary.interval ? [summary.interval.low / frame.divisor, summary.interval.high / frame.divisor] : [y, y];
    const range = summary.interval ? ` (${number(low)}–${number(high)})` : '';
    points.push({
      x: at,
      y,
      low,
      high,
      series: name,
      label: `${name}, ${scope.label(view.x, x)}: ${number(y)} ${frame.unit}${range}`,
      hollow: remarked(cell),
    });
    for (const round of summary.rounds) if (Number.isFinite(round)) dots.push({ x: at, y: round / frame.divisor, series: name });
  }
  return { points: points.sort((a, b) => a.x - b.x), dots };
}

/** One small multiple: lines of medians with their intervals and, where there is room, the single rounds. */
export function drawCurves(
  scope: Scope,
  view: Curves,
  metric: MetricRecord,
  frame: CurveFrame,
  panel: Panel,
  { name, dots }: { readonly name: string; readonly dots: boolean },
): Html {
  const data = pointsOf(scope, view, metric, frame, panel);
  const marks = scope
    .values(view.series)
    .map((value) => ({ label: scope.label(view.series, value), ...markOf(scope, view.series, value) }));
  const domain = marks.map(({ label }) => label);
  const edge = [frame.at(frame.xs[0] ?? 0) - frame.gap * 0.3, frame.at(frame.xs.at(-1) ?? 0) + frame.gap * 0.3];
  const labels = new Map(frame.xs.map((x) => [frame.at(x), scope.label(view.x, x)]));
  return draw(name, {
    width: 400,
    height: 260,
    marginLeft: 44,
    marginBottom: 34,
    marginRight: 10,
    marginTop: 24,
    x: {
      domain: edge,
      ticks: [...labels.keys()],
      tickFormat: (at: number) => labels.get(at) ?? '',
      tickSize: 0,
      label: scope.axis(view.x)?.title ?? view.x,
      labelArrow: 'none',
    },
    y: {
      type: frame.logY ? 'log' : 'linear',
      domain: [...frame.domain],
      ticks: [...frame.ticks],
      tickFormat: tick,
      tickSize: 0,
      grid: true,
      label: frame.unit,
      labelArrow: 'none',
    },
    color: { domain, range: marks.map(({ colour }) => colour) },
    symbol: { domain, range: marks.map(({ shape }) => shape) },
    marks: [
      dots ? Plot.dot(data.dots, { x: 'x', y: 'y', fill: 'series', r: 1.5, dx: -5, fillOpacity: 0.6 }) : null,
      Plot.line(data.points, { x: 'x', y: 'y', stroke: 'series', strokeWidth: 1.2, strokeOpacity: 0.75 }),
      Plot.ruleX(data.points, { x: 'x', y1: 'low', y2: 'high', stroke: 'series', strokeWidth: 1.5 }),
      Plot.dot(
        data.points.filter(({ hollow }) => !hollow),
        { x: 'x', y: 'y', symbol: 'series', fill: 'series', r: 3.6, title: 'label' },
      ),
      Plot.dot(
        data.points.filter(({ hollow }) => hollow),
        { x: 'x', y: 'y', symbol: 'series', stroke: 'series', fill: 'var(--paper)', r: 3.6, title: 'label' },
      ),
    ],
  });
}

/** Axis numbers without trailing zeros: 0.5, 20, 1,000. */
function tick(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US', { maximumSignificantDigits: 2 });
}
