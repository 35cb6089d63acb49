import type { Metric } from '../../domain/scenario.ts';
import { scaleFor } from '../format.ts';
import { logTicks, tickLabel } from './log-ticks.ts';

/** The horizontal scale that all strips of one picture share. */
export interface Reach {
  readonly unit: string;
  /** What a value in the record's own unit is divided by to be printed. */
  readonly divisor: number;
  /** Where a value stands, in per cent of the strip's width. */
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** Labels of an axis that stay apart on a strip of nine rem. */
const MOST_TICKS = 5;

/** A logarithmic scale from the least to the greatest of some values above zero, with a little room at both ends. */
export function logReach(unit: Metric['unit'], values: readonly number[]): Reach {
  const known = values.filter((value) => Number.isFinite(value) && value > 0);
  const [least, most] = [known.reduce((a, b) => Math.min(a, b), 1e300), known.reduce((a, b) => Math.max(a, b), 1e-300)];
  // A scale of less than a factor of two would make noise look like a difference.
  const room = Math.max(1.04, Math.sqrt(2 / Math.max(1, most / least)));
  const [low, high] = known.length > 0 ? [least / room, most * room] : [1, 10];
  const { label, divisor } = scaleFor(unit, most);
  const at = (value: number) => (100 * Math.log(value / low)) / Math.log(high / low);
  const ticks = logTicks(low / divisor, high / divisor, MOST_TICKS).map((tick) => ({
    at: at(tick * divisor),
    label: tickLabel(tick),
  }));
  return { unit: label, divisor, at, ticks };
}

/** A linear scale from zero to the greatest of some values. */
export function linearReach(unit: Metric['unit'], values: readonly number[]): Reach {
  const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  const { label, divisor } = scaleFor(unit, most);
  const rough = most / divisor / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5].find((each) => each * decade >= rough) ?? 10);
  const at = (value: number) => (100 * value) / most;
  const steps = Array.from({ length: Math.floor(most / divisor / step + 1e-9) + 1 }, (_, i) => i * step);
  return { unit: label, divisor, at, ticks: steps.map((tick) => ({ at: at(tick * divisor), label: tickLabel(tick) })) };
}
