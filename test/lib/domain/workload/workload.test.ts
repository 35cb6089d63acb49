import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandOf, sizeYields, type Workload } from '../../../../lib/domain/workload/demand.ts';
import { type Combination, monthOf } from '../../../../lib/domain/workload.ts';
import { B2, DYNAMODB, INSIDE, LAMBDA_1GB, METAL, S3, T3_NANO, TO_B2, TO_WASABI, WASABI } from './prices.ts';

const NOTHING: Workload = { storedGb: 0, readGb: 0, reads: 0, writtenGb: 0, writes: 0, objectBytes: 1e6 };
const USUAL: Workload = { ...NOTHING, storedGb: 1000, readGb: 500, writtenGb: 100 };

/** 36 ms a MB read and 72 ms a MB written, both known from 1 B on. */
const flat = (ms: number) => [
  { bytes: 1, ms, low: ms * 0.9, high: ms * 1.2 },
  { bytes: 1e9, ms, low: ms * 0.9, high: ms * 1.2 },
];
const measured = { reads: flat(36), writes: flat(72) };
const PRICED: Readonly<Record<string, Combination>> = {
  s3: { ...measured, place: S3, route: INSIDE, host: T3_NANO },
  wasabi: { ...measured, place: WASABI, route: TO_WASABI, host: T3_NANO },
  b2: { ...measured, place: B2, route: TO_B2, host: LAMBDA_1GB },
  dynamodb: { ...measured, place: DYNAMODB, route: INSIDE, host: LAMBDA_1GB },
  metal: {
    ...measured,
    place: WASABI,
    route: { ...TO_WASABI, site: 'ashburn', write: { ...TO_WASABI.write, usd: 0 } },
    host: METAL,
  },
};
const combination = (name: string): Combination => PRICED[name] as Combination;
const month = (name: string, workload: Partial<Workload> = {}) => monthOf(demandOf({ ...USUAL, ...workload }), combination(name));

describe('a month of 1,000 GB, of which 500 GB are read and 100 GB written as objects of 1 MB', () => {
  it('costs at S3 what its list prices make by hand', () => {
    const { lines, seconds, usd } = month('s3');
    // 1,000 GB at 0.023; 500,000 GET at 0.40 and 100,000 PUT at 5.00 a million; inside the region.
    expect(lines?.storage).toBeCloseTo(23, 10);
    expect(lines?.requests).toBeCloseTo(0.2 + 0.5, 10);
    expect(lines?.egress).toBe(0);
    // 500,000 x 36 ms + 100,000 x 72 ms = 25,200 s = 7 h at 0.0052 + 0.005.
    expect(seconds).toBeCloseTo(25_200, 6);
    expect(lines?.compute).toBeCloseTo(7 * 0.0102, 10);
    expect(usd).toBeCloseTo(23.7714, 10);
  });

  it('costs at Wasabi its minimum of 1,024 GB, and the way out of AWS', () => {
    const { lines } = month('wasabi');
    expect(lines?.storage).toBeCloseTo(7.99, 10);
    expect(lines?.requests).toBe(0);
    expect(lines?.egress).toBeCloseTo(9, 10);
  });

  it('costs at B2 no egress up to three times what is stored, and 0.01 USD a GB beyond', () => {
    expect(month('b2').lines?.storage).toBeCloseTo(6.95, 10);
    expect(month('b2').lines?.egress).toBeCloseTo(9, 10);
    expect(month('b2', { readGb: 3000 }).lines?.egress).toBeCloseTo(9, 10);
    expect(month('b2', { readGb: 3500 }).lines?.egress).toBeCloseTo(9 + 5, 10);
  });

  it('costs a function its GB-seconds and calls, and a rented server whole hours', () => {
    expect(month('b2').lines?.compute).toBeCloseTo(25_200 * 0.0000133334 + 0.6 * 0.2, 10);
    expect(month('metal', { writtenGb: 101 }).lines?.compute).toBeCloseTo(8 * 0.81, 10);
  });

  it('costs at DynamoDB a unit for each started 4 KiB of an item that is read, and KiB that is written', () => {
    // 1,000 bytes and their names are 2 write units and 1 read unit.
    const { lines } = month('dynamodb', { storedGb: 1, readGb: 1, writtenGb: 1, objectBytes: 1000 });
    expect(lines?.storage).toBeCloseTo(0.25, 10);
    expect(lines?.requests).toBeCloseTo(1 * 0.125 + 2 * 0.625, 10);
  });

  it('says so where Wasabi would not allow what is read', () => {
    expect(month('wasabi', { readGb: 1000 }).allowed).toBe(true);
    expect(month('wasabi', { readGb: 1001 }).allowed).toBe(false);
    expect(month('b2', { readGb: 1e6 }).allowed).toBe(true);
  });
});

describe('what Wasabi bills at least', () => {
  it('is three months of whatever is written, when that is more than is stored', () => {
    expect(month('wasabi', { storedGb: 2000, writtenGb: 600 }).lines?.storage).toBeCloseTo((2000 / 1024) * 7.99, 10);
    expect(month('wasabi', { storedGb: 2000, writtenGb: 1000 }).lines?.storage).toBeCloseTo((3000 / 1024) * 7.99, 10);
  });

  it('is 4 KB an object', () => {
    expect(month('wasabi', { storedGb: 2000, objectBytes: 1024 }).lines?.storage).toBeCloseTo((8000 / 1024) * 7.99, 10);
  });

  it('is paid for nothing at all, where everybody else charges nothing', () => {
    for (const name of Object.keys(PRICED)) {
      const { usd, seconds } = month(name, NOTHING);
      expect(usd).toBeCloseTo(name === 'wasabi' || name === 'metal' ? 7.99 : 0, 10);
      expect(seconds).toBe(0);
    }
  });
});

describe('requests, GB and object size', () => {
  it('tell each other where one of them is missing', () => {
    expect(demandOf(USUAL).read).toEqual({ gb: 500, requests: 500_000, bytes: 1e6 });
    expect(demandOf({ ...NOTHING, reads: 4000 }).read).toEqual({ gb: 4, requests: 4000, bytes: 1e6 });
    expect(demandOf(NOTHING).read).toEqual({ gb: 0, requests: 0, bytes: 0 });
  });

  it('are led by GB and requests, and the object size that does not fit is said to yield', () => {
    const demand = demandOf({ ...USUAL, reads: 1_000_000, writes: 100_000 });
    expect(demand.read).toEqual({ gb: 500, requests: 1_000_000, bytes: 500_000 });
    expect(sizeYields(demand.read, demand)).toBe(true);
    expect(sizeYields(demand.written, demand)).toBe(false);
  });
});

const amount = fc.double({ min: 0, max: 1e5, noNaN: true });
const workload = fc.record({
  storedGb: amount,
  readGb: amount,
  writtenGb: amount,
  objectBytes: fc.integer({ min: 1, max: 1e9 }),
});
const name = fc.constantFrom(...Object.keys(PRICED));

describe('a month of any workload', () => {
  it('is the sum of its lines, none of which is negative', () => {
    fc.assert(
      fc.property(name, workload, amount, amount, (which, made, reads, writes) => {
        const { usd, lines } = month(which, { ...made, reads, writes });
        if (!lines) return;
        expect(Math.min(...Object.values(lines))).toBeGreaterThanOrEqual(0);
        expect(usd).toBeCloseTo(lines.storage + lines.requests + lines.egress + lines.compute, 6);
      }),
    );
  });

  it.each(['readGb', 'writtenGb'] as const)('never costs less or takes less time for more %s', (field) => {
    fc.assert(
      fc.property(name, workload, fc.double({ min: 1, max: 10, noNaN: true }), (which, made, times) => {
        const [less, more] = [month(which, made), month(which, { ...made, [field]: made[field] * times })];
        expect(more.usd).toBeGreaterThanOrEqual((less.usd ?? 0) * (1 - 1e-12));
        expect(more.seconds).toBeGreaterThanOrEqual((less.seconds ?? 0) * (1 - 1e-12));
      }),
    );
  });

  it('never costs less for more stored, but for the egress that storing more makes free', () => {
    fc.assert(
      fc.property(name, workload, fc.double({ min: 1, max: 10, noNaN: true }), (which, made, times) => {
        const [less, more] = [month(which, made), month(which, { ...made, storedGb: made.storedGb * times })];
        const without = ({ usd = 0, lines }: typeof less) => usd - (lines?.egress ?? 0);
        expect(without(more)).toBeGreaterThanOrEqual(without(less) * (1 - 1e-9));
      }),
    );
  });

  it('never costs more for the same GB in larger objects, where the larger take no longer for each byte', () => {
    fc.assert(
      fc.property(fc.constantFrom('s3', 'b2', 'wasabi', 'metal'), workload, (which, made) => {
        const [small, large] = [month(which, made), month(which, { ...made, objectBytes: Math.min(1e9, made.objectBytes * 2) })];
        expect(large.usd).toBeLessThanOrEqual((small.usd ?? 0) * (1 + 1e-9));
      }),
    );
  });

  it('takes its seconds within their interval', () => {
    fc.assert(
      fc.property(name, workload, (which, made) => {
        const { seconds = 0, low = 0, high = 0 } = month(which, made);
        expect(low).toBeLessThanOrEqual(seconds * (1 + 1e-12));
        expect(high).toBeGreaterThanOrEqual(seconds * (1 - 1e-12));
      }),
    );
  });
});

describe('what is not known', () => {
  const { place: _, ...unpriced } = combination('s3');

  it('is no price: the time stands without it', () => {
    const made = monthOf(demandOf(USUAL), unpriced);
    expect(made.usd).toBeUndefined();
    expect(made.seconds).toBeCloseTo(25_200, 6);
  });

  it('is no time beyond the measured sizes, and no price of the compute that it would take', () => {
    const made = month('s3', { objectBytes: 2e9 });
    expect(made).toMatchObject({ apart: false, allowed: true });
    expect(made.seconds).toBeUndefined();
    expect(made.usd).toBeUndefined();
  });

  it('is nothing where only reads were measured and only reads are asked for', () => {
    const readsOnly = { ...combination('s3'), writes: [] };
    expect(monthOf(demandOf({ ...USUAL, writtenGb: 0 }), readsOnly).usd).toBeGreaterThan(23);
    expect(monthOf(demandOf(USUAL), readsOnly).usd).toBeUndefined();
  });

  it('is an interval that one of its medians lacks', () => {
    const bare = { ...combination('s3'), writes: [{ bytes: 1e6, ms: 72 }] };
    expect(monthOf(demandOf(USUAL), bare)).not.toHaveProperty('low');
  });
});
