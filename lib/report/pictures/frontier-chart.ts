import * as Plot from '@observablehq/plot';
import type { CostAndSpeed } from '../../domain/workload/cost-against-speed.ts';
import { quantity, scaleFor, usd } from '../format.ts';
import type { Html } from '../html.ts';
import { markOf } from '../marks.ts';
import type { Scope } from '../scope.ts';
import { draw } from '../svg.ts';
import { seriesKey } from '../views/curve-points.ts';
import { logTicks, tickLabel } from './log-ticks.ts';

export interface Placed extends CostAndSpeed {
  readonly name: string;
  /** Its line in the table below; undefined for what is beaten. */
  readonly number: number | undefined;
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

/** Cheap is left, fast is up. Efficient points have a number and stand on a line, the others are pale. */
export function drawFrontier(scope: Scope, series: string, placed: readonly Placed[]): Html {
  const marks = scope.values(series).map((value) => markOf(scope, series, value));
  const domain = marks.map((_, i) => seriesKey(i));
  const points = placed.map((point) => ({
    x: Math.log10(point.usdPerGb),
    y: Math.log10(point.bytesPerSecond),
    series: seriesKey(scope.values(series).indexOf(point.axes[series] ?? '')),
    label: `${point.name}: ${usd(point.usdPerGb)} per GB, ${quantity('B/s', point.bytesPerSecond)}`,
    number: point.number,
  }));
  const best = points.filter(({ number }) => number !== undefined).toSorted((a, b) => a.x - b.x);
  const beaten = points.filter(({ number }) => number === undefined);
  const speeds = placed.map(({ bytesPerSecond }) => bytesPerSecond);
  const { label: unit, divisor } = scaleFor('B/s', Math.max(...speeds));
  const at = { x: 'x', y: 'y', symbol: 'series' };
  return draw(`Cost against speed: ${best.length} efficient of ${points.length}, numbered as in the table below`, {
    width: 640,
    height: 340,
    marginLeft: 48,
    marginBottom: 38,
    marginTop: 26,
    marginRight: 18,
    x: {
      ...logAxis(
        placed.map(({ usdPerGb }) => usdPerGb),
        1,
        (tick) => `$${tickLabel(tick)}`,
      ),
      label: 'USD per GB moved',
    },
    y: { ...logAxis(speeds, divisor, tickLabel), label: unit },
    color: { type: 'ordinal', domain, range: marks.map(({ colour }) => colour) },
    symbol: { type: 'ordinal', domain, range: marks.map(({ shape }) => shape) },
    marks: [
      Plot.dot(beaten, { ...at, fill: 'series', fillOpacity: 0.35, r: 3, title: 'label' }),
      Plot.line(best, { x: 'x', y: 'y', curve: 'step-after', stroke: 'currentColor', strokeWidth: 1, strokeDasharray: '3 3' }),
      Plot.dot(best, { ...at, fill: 'series', stroke: 'var(--paper)', strokeWidth: 1, r: 5.5, title: 'label' }),
      Plot.text(best, {
        x: 'x',
        y: 'y',
        text: (point: { number: number }) => String(point.number),
        dx: -9,
        dy: -9,
        fill: 'var(--ink)',
        fontWeight: 'bold',
      }),
    ],
  });
}
