import type { AxisValue } from '../domain/cell.ts';
import type { Axis, Metric } from '../domain/scenario.ts';
import { sizeLabel } from '../domain/units.ts';

/** What the page prints where there is no number. */
export const NOTHING = '–';

const three = new Intl.NumberFormat('en-US', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const set = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });

/** Three significant digits with a true minus sign: 12.345 -> `12.3`, 1234 -> `1,230`. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  if (value === 0) return '0';
  const text = Math.abs(value) < 1e-6 ? value.toExponential(2) : three.format(value);
  return text.replace('-', '−');
}

/** A number somebody set, without trailing zeros: 3 ms, 0.5 ms. */
export function given(value: number): string {
  return Number.isFinite(value) ? set.format(value) : NOTHING;
}

/** A count, exact, in groups of three digits. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? NOTHING : whole.format(value);
}

/** `1 row`, `2 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share of 0..1 as per cent. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(share > 0.995 || share === 0 ? 0 : 1)} %` : NOTHING;
}

/** A unit as printed, and what a value in the record's own unit is divided by. */
export interface Scale {
  readonly label: string;
  readonly divisor: number;
}

const STEPS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['KB', 1e3],
] as const;

/** The printed unit of a metric for values around `magnitude`: decimal, and MB/s from 0.1 MB/s to 10 GB/s. */
export function scaleFor(unit: Metric['unit'], magnitude: number): Scale {
  if (unit === 'ms') return { label: 'ms', divisor: 1 };
  if (unit === '1/s') return { label: 'per s', divisor: 1 };
  const suffix = unit === 'B/s' ? '/s' : '';
  // Rates are compared in MB/s: a row falls back to a smaller unit only where MB/s would be all zeros.
  const least = unit === 'B/s' ? { GB: 1e10, MB: 1e5, KB: 1e2 } : { GB: 1e9, MB: 1e6, KB: 1e3 };
  for (const [name, divisor] of STEPS) if (magnitude >= least[name]) return { label: `${name}${suffix}`, divisor };
  return { label: `B${suffix}`, divisor: 1 };
}

/** A value with its unit: `3.21 ms`, `85.0 MB/s`. */
export function quantity(unit: Metric['unit'], value: number): string {
  const scale = scaleFor(unit, Math.abs(value));
  return `${number(value / scale.divisor)} ${scale.label}`;
}

/** Bytes to read, decimal: `1.25 GB`. */
export function bytes(value: number): string {
  return value < 1000 ? `${count(value)} B` : quantity('B', value);
}

/** An axis value as it is typed in flags and ids. */
export function axisValue(axis: Axis | undefined, value: AxisValue): string {
  return axis?.unit === 'bytes' && typeof value === 'number' ? sizeLabel(value) : String(value);
}

/** `48 s`, `12 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NOTHING;
  if (seconds < 60) return `${seconds < 10 ? number(seconds) : count(seconds)} s`;
  const total = Math.round(seconds);
  if (total < 3600) return `${Math.floor(total / 60)} min ${total % 60} s`;
  return `${Math.floor(total / 3600)} h ${Math.round((total % 3600) / 60)} min`;
}

/** `20 Nov 2026, 10:02 UTC`; the text itself where it is no date. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${day.format(date)}, ${minute.format(date)} UTC`;
}

/** US dollars; under a cent with three digits, because a run of a tenth of a cent is not free. */
export function usd(amount: number): string {
  if (!Number.isFinite(amount)) return NOTHING;
  return amount === 0 || amount >= 0.01 ? `$${amount.toFixed(2)}` : `$${number(amount)}`;
}

/** A list in words: `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A title inside a sentence: `Time to first byte` -> `time to first byte`, `TTFB` stays. */
export function inSentence(title: string): string {
  return /^\p{Lu}\p{Lu}/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** A title at the start of a sentence or a heading. */
export function atStart(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** p-values: three digits, and a bound below 0.001. */
export function pValue(p: number): string {
  return !Number.isFinite(p) ? NOTHING : p < 0.001 ? '< 0.001' : p.toFixed(3);
}
