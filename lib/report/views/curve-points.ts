import type { CellResult, Summary } from '../../domain/run.ts';
import type { View } from '../../domain/scenario.ts';
import { number } from '../format.ts';
import type { Panel } from '../panels.ts';
import type { MetricRecord, Scope } from '../scope.ts';
import type { CurveFrame } from './curve-frame.ts';

type Curves = Extract<View, { kind: 'curves' }>;

/** One cell on the drawing's own linear axes. `y` is not a number where a series was not measured: its line breaks there. */
export interface Point {
  /** Where the value stands: lines and bands are drawn there. */
  readonly x: number;
  /** A few pixels beside it: marks, bars and rounds of several series do not hide each other. */
  readonly beside: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly series: string;
  readonly label: string;
  readonly hollow: boolean;
}

export type Dot = Pick<Point, 'beside' | 'y' | 'series'>;

/**
 * The name of a series inside a drawing. Never its own label: the plotting library takes labels that happen to be colours
 * (`red`, `url(…)`) for colours.
 */
export function seriesKey(index: number): string {
  return `series-${index}`;
}

/** Marks of the first and the last series stand this many pixels to the left and right of their value: less than would pass for another one. */
const MOST_BESIDE = 6;
/** Pixels between neighbours, where there are few series. */
const STEP = 4;

/** Cells whose medians must not be read like the others: limited by their client, or composed of many items. */
export function remarked(cell: CellResult): boolean {
  return cell.clientBound === true || cell.note !== undefined;
}

/** One cell as it is; several, where a panel holds an axis it does not draw, as the middle of their medians and their range. */
function together(summaries: readonly Summary[]): Pick<Summary, 'median' | 'interval' | 'rounds'> {
  const [first, ...more] = summaries;
  if (first && more.length === 0) return first;
  const medians = summaries.map(({ median }) => median).toSorted((a, b) => a - b);
  const [low, high] = [medians[0] ?? 0, medians.at(-1) ?? 0];
  return { median: medians[Math.floor((medians.length - 1) / 2)] ?? 0, interval: { low, high, level: 1 }, rounds: [] };
}

/** The points of one panel in x order, and a dot for each round. */
export function curvePoints(scope: Scope, view: Curves, metric: MetricRecord, frame: CurveFrame, panel: Panel) {
  const points: Point[] = [];
  const dots: Dot[] = [];
  const all = scope.values(view.series);
  for (const [i, value] of all.entries()) {
    const own = panel.cells.filter((cell) => cell.axes[view.series] === value);
    if (!own.some((cell) => cell.metrics[metric.name])) continue;
    const step = Math.min(STEP, (2 * MOST_BESIDE) / Math.max(1, all.length - 1));
    const shift = (i - (all.length - 1) / 2) * step * frame.perPixel;
    for (const x of frame.xs) {
      const here = own.filter((each) => each.axes[view.x] === x && each.metrics[metric.name]);
      const summaries = here.flatMap((cell) => cell.metrics[metric.name] ?? []);
      const place = { x: frame.x(x), beside: frame.x(x) + shift, series: seriesKey(i) };
      if (summaries.length === 0) {
        points.push({ ...place, y: Number.NaN, low: Number.NaN, high: Number.NaN, label: '', hollow: false });
        continue;
      }
      const { median, interval, rounds } = together(summaries);
      const scaled = (amount: number) => number(amount / frame.divisor);
      const range = interval ? ` (${scaled(interval.low)}–${scaled(interval.high)})` : '';
      points.push({
        ...place,
        y: frame.y(median),
        low: frame.y(interval?.low ?? median),
        high: frame.y(interval?.high ?? median),
        label: `${scope.label(view.series, value)}, ${scope.label(view.x, x)}: ${scaled(median)} ${frame.unit}${range}`,
        hollow: here.some(remarked),
      });
      for (const round of rounds)
        if (Number.isFinite(round)) dots.push({ beside: place.beside, series: place.series, y: frame.y(round) });
    }
  }
  return { points, dots };
}
