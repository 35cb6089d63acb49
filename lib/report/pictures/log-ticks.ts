/** Values 1, 2, 5 x 10^k inside a range above zero; only powers of ten where that would be more than `most`. */
export function logTicks(low: number, high: number, most = 7): readonly number[] {
  const from = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.min(40, Math.ceil(Math.log10(high)) - from + 1) }, (_, i) => from + i);
  const ticks = (steps: readonly number[]) =>
    decades.flatMap((decade) => steps.map((step) => step * 10 ** decade)).filter((tick) => tick >= low && tick <= high);
  const fine = ticks([1, 2, 5]);
  const tens = ticks([1]);
  if (fine.length <= most) return fine.length >= 2 ? fine : [toTwoDigits(low, Math.ceil), toTwoDigits(high, Math.floor)];
  return tens.length <= most ? tens : tens.filter((_, i) => i % 2 === 0);
}

/** The nearest number inside the range that its label, of two digits, tells exactly. */
function toTwoDigits(value: number, round: (value: number) => number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return round(value / step) * step;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Axis numbers without trailing zeros: 0.5, 20, 1,000; small ones as powers, 10⁻⁵, which are shorter. */
export function tickLabel(value: number): string {
  const power = Math.round(Math.log10(value));
  if (power < -3 && Math.abs(value / 10 ** power - 1) < 1e-6)
    return `10⁻${[...String(-power)].map((digit) => RAISED[Number(digit)]).join('')}`;
  return Number(value.toPrecision(2)).toLocaleString('en-US', { maximumSignificantDigits: 2 });
}
