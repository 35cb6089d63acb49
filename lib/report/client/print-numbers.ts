import { NOTHING } from '../format.ts';

/** How the script prints: as `number`, `count` and `pValue` of format.ts do. Text becomes text nodes only, never markup. */
export const PRINT_NUMBERS = `
const three = new Intl.NumberFormat('en-US', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const number = (value) => {
  if (value === null || value === undefined) return '${NOTHING}';
  if (value === 0) return '0';
  return (Math.abs(value) < 1e-6 ? value.toExponential(2) : three.format(value)).replace('-', '\\u2212');
};
const pValue = (p) => (p === null ? '' : p < 0.001 ? '< 0.001' : p.toFixed(3));
const make = (name, text, kind) => {
  const element = document.createElement(name);
  if (text !== '') element.textContent = text;
  if (kind) element.className = kind;
  return element;
};
const signed = (signs) => (signs === '' ? [] : [make('sup', signs)]);`;
