import type { PriceEntry } from './catalog.ts';
import { NamedError } from './errors.ts';
import type { CostLine } from './run.ts';

/** Something that will be paid for, in the unit of its price. */
export interface Charge {
  readonly sku: string;
  readonly region: string;
  readonly what: string;
  readonly amount: number;
}

/** Charges of one price added up and multiplied, in the order they first appear. Throws PriceMissing: an estimate never leaves one out. */
export function costLines(charges: readonly Charge[], prices: readonly PriceEntry[]): CostLine[] {
  const groups = Map.groupBy(
    charges.filter(({ amount }) => amount > 0),
    ({ sku, region, what }) => `${sku} ${region} ${what}`,
  );
  return [...groups.values()].map((group) => {
    const { sku, region, what } = group[0] as Charge;
    const price = prices.find((entry) => entry.sku === sku && (entry.region === region || entry.region === '*'));
    if (!price) throw new NamedError('PriceMissing', `the catalog has no price for ${sku} in ${region}`);
    const amount = group.reduce((sum, charge) => sum + charge.amount, 0);
    return { what, amount, unit: price.unit, usd: (amount * price.usd) / price.per, source: price.source, asOf: price.asOf };
  });
}

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
