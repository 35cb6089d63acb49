import type { AxisValue } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import { scaleFor } from '../format.ts';
import { logTicks } from '../pictures/log-ticks.ts';
import type { MetricRecord, Scope } from '../scope.ts';

/**
 * The scales that all small multiples of one view share. Drawings have linear axes only; logarithms are taken here, because
 * the plotting library leaves out labels on log scales of its own.
 */
export interface CurveFrame {
  readonly unit: string;
  readonly divisor: number;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly xs: readonly AxisValue[];
  /** Where an axis value stands: its decimal logarithm, or its place in the list. */
  readonly x: (value: AxisValue) => number;
  /** Where a metric's value, in the record's own unit, stands. */
  readonly y: (value: number) => number;
  /** Ends of the x axis as places: a third of the least gap beyond the values. */
  readonly reach: readonly [number, number];
  /** How much of the x axis one pixel of the drawing, as drawn, stands for. */
  readonly perPixel: number;
  /** Ends of the y axis as places. */
  readonly domain: readonly [number, number];
  /** Labelled values of the y axis, in the record's own unit. */
  readonly ticks: readonly number[];
}

/** A drawing's size and margins, in pixels. */
export const DRAWING = { width: 400, height: 260, marginLeft: 44, marginBottom: 34, marginRight: 10, marginTop: 24 } as const;

export function curveFrame(scope: Scope, xAxis: string, metric: MetricRecord, cells: readonly CellResult[]): CurveFrame {
  const summaries = cells.flatMap((cell) => cell.metrics[metric.name] ?? []);
  const ends = summaries.flatMap(({ median, interval, rounds }) => [
    median,
    ...(interval ? [interval.low, interval.high] : []),
    ...rounds,
  ]);
  const values = ends.filter(Number.isFinite);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const { label, divisor } = scaleFor(metric.unit, high);
  const logY = low > 0;
  const [bottom, top] = logY ? [low / 1.15, high * 1.15] : [Math.min(0, low), high > 0 ? high * 1.05 : 1];
  const y = (value: number) => (logY ? Math.log10(value) : value);
  const even = [0, 1, 2, 3, 4].map((i) => bottom + ((top - bottom) * i) / 4);
  const ticks = logY ? logTicks(bottom / divisor, top / divisor).map((tick) => tick * divisor) : even;
  const xs = scope.values(xAxis).filter((x) => cells.some((cell) => cell.axes[xAxis] === x));
  const logX = xs.every((x) => typeof x === 'number' && x > 0);
  const x = (value: AxisValue) => (logX ? Math.log10(Number(value)) : xs.indexOf(value));
  const gaps = xs.slice(1).map((value, i) => x(value) - x(xs[i] ?? value));
  const gap = gaps.length > 0 ? Math.min(...gaps) : 1;
  const reach = [x(xs[0] ?? 0) - gap * 0.3, x(xs.at(-1) ?? 0) + gap * 0.3] as const;
  const perPixel = (reach[1] - reach[0]) / (DRAWING.width - DRAWING.marginLeft - DRAWING.marginRight);
  return { unit: label, divisor, logX, logY, xs, x, y, reach, perPixel, domain: [y(bottom), y(top)], ticks };
}
