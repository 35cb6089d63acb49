import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIGURES_DECODED } from '../../../../lib/report/client/figures.ts';
import { type EncodedFigures, encodeFigures, type Figures } from '../../../../lib/report/every-test/figure-codec.ts';
import { number } from '../../../../lib/report/format.ts';
import { asPrinted } from '../../../../lib/report/pack.ts';

const decode = new Function(`${FIGURES_DECODED}; return decode;`)() as (encoded: EncodedFigures) => Figures;

const printed = fc.option(
  fc
    .oneof(fc.double({ min: 1e-7, max: 1e9, noNaN: true }), fc.constant(0), fc.double({ min: 0.5, max: 50, noNaN: true }))
    .map((value) => asPrinted(value)),
  { nil: null },
);

describe('figures as text', () => {
  it('come back as the very same numbers, whatever stands in a row', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(printed, printed, printed), { maxLength: 40 }), (rows) => {
        const column = (at: 0 | 1 | 2) => rows.map((row) => row[at]);
        const figures = { median: column(0), min: column(1), max: column(2) };
        // As it travels: through JSON.
        expect(decode(JSON.parse(JSON.stringify(encodeFigures(figures, 'median'))))).toEqual(figures);
      }),
      { numRuns: 500 },
    );
  });

  it('hold at the powers of ten, at the ends and without a single number', () => {
    const values = [0.1, 0.0999, 1, 9.99, 10, 999, 1000, 1e-6, 123_000_000, 0, null];
    const figures = { median: values, min: values.toReversed() };
    expect(decode(encodeFigures(figures, 'median'))).toEqual(figures);
    expect(decode(encodeFigures({ median: [null], min: [null] }, 'median'))).toEqual({ median: [null], min: [null] });
  });
});

describe('a number as printed', () => {
  it('prints as the number it was made of, and is its own print', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        const kept = asPrinted(value) as number;
        expect(number(kept)).toBe(number(value));
        expect(asPrinted(kept)).toBe(kept);
      }),
    );
    expect([asPrinted(undefined), asPrinted(Number.NaN)]).toEqual([null, null]);
  });
});
