import { CODEC } from '../every-test/figure-codec.ts';

/** A metric's numbers from their text form (lib/report/every-test/figure-codec.ts), once it is looked at. */
export const FIGURES_DECODED = `
const decode = ({ base, exponents, columns, exact }) => {
  const whole = ([low, high]) => Array.from(low, (letter, row) => {
    if (letter === '${CODEC.blank}') return null;
    const zigzag = low.charCodeAt(row) - ${CODEC.zero} + (high.charCodeAt(row) - ${CODEC.zero}) * ${CODEC.low};
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  });
  const middle = whole(columns[base]);
  const figures = {};
  for (const [name, parts] of Object.entries(columns))
    figures[name] = whole(parts).map((units, row) => units === null ? null
      : Number((name === base ? units : units + (middle[row] ?? 0)) + 'e' + (exponents.charCodeAt(row) - ${CODEC.exponent})));
  for (const [name, row, value] of exact) figures[name][row] = value;
  return figures;
};
const figuresOf = (metric) => (metric.figures ??= decode(metric.encoded));`;
