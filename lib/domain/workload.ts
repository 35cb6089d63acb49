import { computeUsd, egressUsd, requestsUsd, storageUsd, withinRule } from './workload/charges.ts';
import { type CurvePoint, type Expected, expectedAt } from './workload/curve.ts';
import type { Demand } from './workload/demand.ts';
import type { HostPrices, PlacePrices, RoutePrices } from './workload/prices.ts';

/** A store met from a host: what was measured of them, and what they cost. A price that is not known is absent. */
export interface Combination {
  /** Median total time of a read and of a write by object size, sorted, without times of 0. */
  readonly reads: readonly CurvePoint[];
  readonly writes: readonly CurvePoint[];
  readonly place?: PlacePrices;
  readonly route?: RoutePrices;
  readonly host?: HostPrices;
}

/** USD of a month, line by line: `usd` of the month is their sum. */
export interface MonthLines {
  readonly storage: number;
  readonly requests: number;
  readonly egress: number;
  readonly compute: number;
}

/** What a workload costs and takes in a month. */
export interface Month {
  /** Absent where a price is not known, or the time that compute is billed for. */
  readonly usd?: number;
  readonly lines?: MonthLines;
  /** Of one operation of the workload's size; absent where that was not measured or nothing moves. */
  readonly read?: Expected;
  readonly write?: Expected;
  /** Time spent in transfers, one after another; the interval adds up the ends of the medians'. Absent where something was not measured. */
  readonly seconds?: number;
  readonly low?: number;
  readonly high?: number;
  /** Some of it is of a form that is not ranked against single objects. */
  readonly apart: boolean;
  /** False where more is read than the provider allows for what is stored. */
  readonly allowed: boolean;
}

/** A month of a workload in one combination. */
export function monthOf(demand: Demand, combination: Combination): Month {
  const { reads, writes, place, route, host } = combination;
  const read = demand.read.requests > 0 ? expectedAt(reads, demand.read.bytes) : undefined;
  const write = demand.written.requests > 0 ? expectedAt(writes, demand.written.bytes) : undefined;
  const time = timeOf(demand, read, write);
  const lines = place &&
    route &&
    host &&
    time && {
      storage: storageUsd(demand, place),
      requests: requestsUsd(demand, place),
      egress: egressUsd(demand, route),
      compute: computeUsd(demand, time.seconds, host),
    };
  return {
    ...(lines && { usd: lines.storage + lines.requests + lines.egress + lines.compute, lines }),
    ...(read && { read }),
    ...(write && { write }),
    ...time,
    apart: read?.apart === true || write?.apart === true,
    allowed: !route || withinRule(demand, route),
  };
}

function timeOf(
  { read, written }: Demand,
  reading?: Expected,
  writing?: Expected,
): (Pick<Month, 'low' | 'high'> & { readonly seconds: number }) | undefined {
  const flows = [
    { requests: read.requests, expected: reading },
    { requests: written.requests, expected: writing },
  ].filter(({ requests }) => requests > 0);
  let [seconds, low, high] = [0, 0, 0];
  let intervals = flows.length > 0;
  for (const { requests, expected } of flows) {
    if (!expected) return undefined;
    seconds += (requests * expected.ms) / 1000;
    if (expected.low === undefined || expected.high === undefined) intervals = false;
    else {
      low += (requests * expected.low) / 1000;
      high += (requests * expected.high) / 1000;
    }
  }
  return { seconds, ...(intervals && { low, high }) };
}
