import type { AxisValue } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import { scaleFor } from '../format.ts';
import type { MetricRecord, Scope } from '../scope.ts';

/** The scales that all small multiples of one view share. */
export interface CurveFrame {
  readonly unit: string;
  readonly divisor: number;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly xs: readonly AxisValue[];
  /** Where a value stands on the linear drawing axis: its decimal logarithm, or its place in the list. */
  readonly at: (value: AxisValue) => number;
  /** Least distance between two neighbours on the drawing axis. */
  readonly gap: number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** Numbers 1, 2, 5 x 10^k inside a range; only powers of ten where that would be crowded. */
function logTicks([low, high]: readonly [number, number]): readonly number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const decades = Array.from({ length: Math.min(40, to - from + 1) }, (_, i) => from + i);
  const ticks = (steps: readonly number[]) =>
    decades.flatMap((decade) => steps.map((step) => step * 10 ** decade)).filter((tick) => tick >= low && tick <= high);
  const fine = ticks([1, 2, 5]);
  const tens = ticks([1]);
  if (fine.length <= 7) return fine.length >= 2 ? fine : [low, high];
  return tens.length <= 7 ? tens : tens.filter((_, i) => i % 2 === 0);
}

export function curveFrame(
  scope: Scope,
  view: { x: string; metric: string },
  metric: MetricRecord,
  cells: readonly CellResult[],
): CurveFrame {
  const summaries = cells.flatMap((cell) => cell.metrics[metric.name] ?? []);
  const { label, divisor } = scaleFor(
    metric.unit,
    summaries.reduce((most, { median }) => Math.max(most, median), 0),
  );
  const ends = summaries.flatMap(({ median, interval, rounds }) => [
    median,
    interval?.low ?? median,
    interval?.high ?? median,
    ...rounds,
  ]);
  const values = ends.filter(Number.isFinite).map((value) => value / divisor);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const logY = low > 0;
  const domain: readonly [number, number] = logY ? [low / 1.15, high * 1.15] : [Math.min(0, low), high * 1.05 || 1];
  const xs = scope.values(view.x).filter((x) => cells.some((cell) => cell.axes[view.x] === x));
  const logX = xs.every((x) => typeof x === 'number' && x > 0);
  const at = (value: AxisValue) => (logX ? Math.log10(Number(value)) : xs.indexOf(value));
  const gaps = xs.slice(1).map((x, i) => at(x) - at(xs[i] ?? x));
  const ticks = logY ? logTicks(domain) : [0, 1, 2, 3, 4].map((i) => domain[0] + ((domain[1] - domain[0]) * i) / 4);
  return { unit: label, divisor, logX, logY, xs, at, gap: gaps.length > 0 ? Math.min(...gaps) : 1, domain, ticks };
}
