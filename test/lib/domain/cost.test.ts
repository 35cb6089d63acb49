import { describe, expect, it } from 'vitest';
import { costLines } from '../../../lib/domain/cost.ts';

const PRICE = { asOf: '2026-01', source: 'a list' };
const PRICES = [
  { sku: 'put', region: 'here', unit: 'request', per: 1000, usd: 0.005, ...PRICE },
  { sku: 'put', region: 'there', unit: 'request', per: 1000, usd: 0.006, ...PRICE },
  { sku: 'kept', region: '*', unit: 'GB', per: 1, usd: 0.02, ...PRICE },
];

describe('costLines', () => {
  it('adds up the charges of one price and multiplies once', () => {
    const charge = { sku: 'put', region: 'here', what: 'PUT here', amount: 1500 };
    expect(costLines([charge, charge], PRICES)).toEqual([
      { what: 'PUT here', amount: 3000, unit: 'request', usd: 0.015, source: 'a list', asOf: '2026-01' },
    ]);
  });

  it('takes the price of the region, or the one of every region', () => {
    const lines = costLines(
      [
        { sku: 'put', region: 'there', what: 'a', amount: 1000 },
        { sku: 'kept', region: 'anywhere', what: 'b', amount: 10 },
      ],
      PRICES,
    );
    expect(lines.map(({ usd }) => usd)).toEqual([0.006, 0.2]);
  });

  it('refuses to leave out what has no price', () => {
    expect(() => costLines([{ sku: 'kept', region: '', what: '', amount: 1 }], [])).toThrowError(
      expect.objectContaining({ name: 'PriceMissing' }),
    );
  });

  it('leaves out what is not used', () => {
    expect(costLines([{ sku: 'unknown', region: 'here', what: '', amount: 0 }], PRICES)).toEqual([]);
  });
});
