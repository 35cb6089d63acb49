import { readUnits, writeUnits } from '../item-units.ts';
import type { Demand, Flow } from './demand.ts';
import type { HostPrices, PlacePrices, RoutePrices } from './prices.ts';

const MILLION = 1e6;

/**
 * USD of a month's storage. The workload is taken as steady: as much is deleted as is written. Where whatever was written is billed for some
 * months, a month bills that many months' writing, if that is more than is stored.
 */
export function storageUsd({ storedGb, objectBytes, written }: Demand, { storage, minimum }: PlacePrices): number {
  if (!minimum) return storedGb * storage.usd;
  const padded = (gb: number, bytes: number) => gb * Math.max(1, minimum.objectBytes / Math.max(1, bytes));
  const kept = padded(storedGb, objectBytes);
  const turned = padded(minimum.months * written.gb, written.bytes);
  return Math.max(minimum.gb, kept, turned) * storage.usd;
}

/** USD of a month's requests, or of the units that they are billed as. */
export function requestsUsd({ read, written }: Demand, { billed, read: readPrice, write: writePrice }: PlacePrices): number {
  const units = (of: (bytes: number) => number, { bytes }: Flow) =>
    billed === 'requests' ? 1 : of(Math.max(1, Math.ceil(bytes)));
  return (
    (read.requests * units(readUnits, read) * readPrice.usd + written.requests * units(writeUnits, written) * writePrice.usd) /
    MILLION
  );
}

/** USD of the bytes on their way, both directions. */
export function egressUsd({ storedGb, read, written }: Demand, route: RoutePrices): number {
  const charged = Math.max(0, read.gb - (route.freeTimesStored ?? 0) * storedGb);
  return charged * route.read.usd + written.gb * route.write.usd;
}

/** Whether the provider allows so many bytes to be read for what is stored. */
export function withinRule({ storedGb, read }: Demand, { mostTimesStored }: RoutePrices): boolean {
  return mostTimesStored === undefined || read.gb <= mostTimesStored * storedGb;
}

/** USD of a host for the seconds in which it moves the month's objects, one after another; a function is called once for each. */
export function computeUsd(demand: Demand, seconds: number, host: HostPrices): number {
  const hours = host.wholeHours ? Math.ceil(seconds / 3600) : seconds / 3600;
  const calls = demand.read.requests + demand.written.requests;
  return (
    hours * ((host.hour?.usd ?? 0) + (host.addressHour?.usd ?? 0)) +
    seconds * (host.memoryGb ?? 0) * (host.gbSecond?.usd ?? 0) +
    (calls * (host.calls?.usd ?? 0)) / MILLION
  );
}
