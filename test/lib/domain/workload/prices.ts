import type { HostPrices, PlacePrices, RoutePrices, UnitPrice } from '../../../../lib/domain/workload/prices.ts';

const usd = (amount: number): UnitPrice => ({ usd: amount, source: 'lib/catalog/prices.ts', asOf: '2026-11-21' });

/** List prices as the catalog has them, by the sources it names there. */
export const S3: PlacePrices = { place: 's3.us-east-1', storage: usd(0.023), billed: 'requests', read: usd(0.4), write: usd(5) };
export const WASABI: PlacePrices = {
  place: 'wasabi.us-east-1',
  storage: usd(7.99 / 1024),
  minimum: { gb: 1024, months: 3, objectBytes: 4096 },
  billed: 'requests',
  read: usd(0),
  write: usd(0),
};
export const B2: PlacePrices = {
  place: 'b2.us-east-005',
  storage: usd(0.00695),
  billed: 'requests',
  read: usd(0),
  write: usd(0),
};
export const DYNAMODB: PlacePrices = {
  place: 'dynamodb.us-east-1',
  storage: usd(0.25),
  billed: 'units',
  read: usd(0.125),
  write: usd(0.625),
};

const site = 'us-east-1';
export const INSIDE: RoutePrices = { site, place: S3.place, read: usd(0), write: usd(0) };
export const TO_WASABI: RoutePrices = { site, place: WASABI.place, read: usd(0), mostTimesStored: 1, write: usd(0.09) };
export const TO_B2: RoutePrices = { site, place: B2.place, read: usd(0.01), freeTimesStored: 3, write: usd(0.09) };

export const T3_NANO: HostPrices = { host: 't3.nano', site, hour: usd(0.0052), addressHour: usd(0.005) };
export const LAMBDA_1GB: HostPrices = { host: 'lambda-1gb', site, gbSecond: usd(0.0000133334), memoryGb: 1, calls: usd(0.2) };
export const METAL: HostPrices = { host: 'm4-metal-small', site: 'ashburn', hour: usd(0.81), wholeHours: true };
