import * as Plot from '@observablehq/plot';
import type { CostAndSpeed } from '../../domain/workload/cost-against-speed.ts';
import { quantity, scaleFor } from '../format.ts';
import type { Html } from '../html.ts';
import { markOf } from '../marks.ts';
import type { Scope } from '../scope.ts';
import { draw } from '../svg.ts';
import { seriesKey } from '../views/curve-points.ts';
import { usdPer } from './frontier-figures.ts';
import { logTicks, tickLabel } from './log-ticks.ts';

export interface Placed extends CostAndSpeed {
  readonly name: string;
  /** Its line in the table below; undefined for what is not efficient. */
  readonly number: number | undefined;
}

const WIDTH = 400;
const HEIGHT = 300;
/** Share of the drawing within which two numbers would hide each other. */
const TOUCHING = 0.06;

interface At {
  readonly x: number;
  readonly y: number;
  readonly number: number | undefined;
}

/** Numbers of points that nearly coincide stand together: `1, 2`. */
export function joinedNumbers(
  best: readonly At[],
  xs: readonly number[],
  ys: readonly number[],
): readonly (At & { readonly text: string })[] {
  const share = ([low = 0, high = 1]: readonly number[], a: number, b: number) => Math.abs(a - b) / (high - low);
  const labels: (At & { readonly text: string })[] = [];
  for (const point of best) {
    const last = labels.at(-1);
    if (last && Math.max(share(xs, last.x, point.x), share(ys, last.y, point.y)) < TOUCHING)
      labels.splice(-1, 1, { ...last, text: `${last.text}, ${point.number}` });
    else labels.push({ ...point, text: String(point.number) });
  }
  return labels;
}

/** Logarithms are taken here, as for curves: the plotting library leaves out labels on log scales of its own. */
function logAxis(values: readonly number[], divisor: number, label: (tick: number) => string) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(1.15, Math.sqrt(3 / (most / least)));
  const [low, high] = [least / room, most * room];
  const labels = new Map(logTicks(low / divisor, high / divisor).map((tick) => [Math.log10(tick * divisor), label(tick)]));
  return {
    domain: [Math.log10(low), Math.log10(high)],
    ticks: [...labels.keys()],
    tickFormat: (at: number) => labels.get(at) ?? '',
    tickSize: 0,
    grid: true,
    labelArrow: 'none' as const,
  };
}

/** Cheap is left, fast is up. Efficient points have a number and stand on a line, what is beaten is pale. */
export function drawFrontier(scope: Scope, series: string, placed: readonly Placed[]): Html {
  const marks = scope.values(series).map((value) => markOf(scope, series, value));
  const domain = marks.map((_, i) => seriesKey(i));
  const points = placed.map((point) => ({
    x: Math.log10(point.usdPerGb),
    y: Math.log10(point.bytesPerSecond),
    series: seriesKey(scope.values(series).indexOf(point.axes[series] ?? '')),
    label: `${point.name}: ${usdPer(point.usdPerGb)} per GB, ${quantity('B/s', point.bytesPerSecond)}`,
    number: point.number,
    beaten: point.beaten,
  }));
  const best = points.filter(({ number }) => number !== undefined).toSorted((a, b) => a.x - b.x);
  const rest = points.filter(({ number }) => number === undefined);
  const [beaten, open] = [rest.filter((point) => point.beaten), rest.filter((point) => !point.beaten)];
  const speeds = placed.map(({ bytesPerSecond }) => bytesPerSecond);
  const { label: unit, divisor } = scaleFor('B/s', Math.max(...speeds));
  const xs = logAxis(
    placed.map(({ usdPerGb }) => usdPerGb),
    1,
    (tick) => `$${tickLabel(tick)}`,
  );
  const ys = logAxis(speeds, divisor, tickLabel);
  const at = { x: 'x', y: 'y', symbol: 'series' };
  return draw(`Cost against speed: ${best.length} efficient of ${points.length}, numbered as in the table below`, {
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 44,
    marginBottom: 38,
    marginTop: 26,
    marginRight: 12,
    x: {
      ...xs,
      label: 'USD per GB moved',
    },
    y: { ...ys, label: unit },
    color: { type: 'ordinal', domain, range: marks.map(({ colour }) => colour) },
    symbol: { type: 'ordinal', domain, range: marks.map(({ shape }) => shape) },
    marks: [
      Plot.dot(beaten, { ...at, fill: 'series', fillOpacity: 0.35, r: 3, title: 'label' }),
      Plot.dot(open, { ...at, fill: 'series', fillOpacity: 0.85, r: 3.5, title: 'label' }),
      Plot.line(best, { x: 'x', y: 'y', curve: 'step-after', stroke: 'currentColor', strokeWidth: 1, strokeDasharray: '3 3' }),
      Plot.dot(best, { ...at, fill: 'series', stroke: 'var(--paper)', strokeWidth: 1, r: 5.5, title: 'label' }),
      Plot.text(joinedNumbers(best, xs.domain, ys.domain), {
        x: 'x',
        y: 'y',
        text: 'text',
        dx: -7,
        dy: -10,
        textAnchor: 'end',
        fill: 'var(--ink)',
        fontWeight: 'bold',
      }),
    ],
  });
}
