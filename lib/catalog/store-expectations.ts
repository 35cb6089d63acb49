import type { Expectation } from '../domain/catalog.ts';

const S3 =
  'GET and PUT of 1 KB from Lambda: skyrise 2024-04, medians; 93 MB/s a connection: dvassallo 2019; 16 connections: s3compare.io 2026-01';
const S3COMPARE = 's3compare.io 2026-01: 1 KiB and 100 MB over 16 connections, time a request from its rate';
const ON_DEMAND =
  '1 KB: skyrise 2024-04, medians from Lambda; rates: a new on-demand table serves 12,000 read and 4,000 write units a second';

const WASABI: Expectation = {
  getMs: 37,
  putMs: 128,
  streamBytesPerSecond: 38e6,
  getBytesPerSecond: 614e6,
  putBytesPerSecond: 316e6,
  asOf: '2026-01',
  source: S3COMPARE,
};

/** What published figures let expect of each store: the basis of time estimates and time limits, never of a result. */
export const STORE_EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  s3: {
    getMs: 27,
    putMs: 41,
    streamBytesPerSecond: 93e6,
    getBytesPerSecond: 865e6,
    putBytesPerSecond: 642e6,
    asOf: '2026-01',
    source: S3,
  },
  wasabi: WASABI,
  'wasabi-frankfurt': WASABI,
  b2: {
    getMs: 131,
    putMs: 322,
    streamBytesPerSecond: 99e6,
    getBytesPerSecond: 104e6,
    putBytesPerSecond: 189e6,
    asOf: '2026-01',
    source: S3COMPARE,
  },
  dynamodb: {
    getMs: 4,
    putMs: 6,
    streamBytesPerSecond: 49e6,
    getBytesPerSecond: 49e6,
    putBytesPerSecond: 4e6,
    asOf: '2024-04',
    source: ON_DEMAND,
  },
  'dynamodb-local': {
    getMs: 0.5,
    putMs: 0.8,
    streamBytesPerSecond: 95e6,
    getBytesPerSecond: 95e6,
    putBytesPerSecond: 50e6,
    asOf: '2026-11-20',
    source: 'dynalite 4.0.0 over loopback, two shared cores: own measurement',
  },
};

/** An endpoint of the user's own, anywhere: a guess that errs on the slow side. */
export const UNKNOWN_STORE: Expectation = {
  getMs: 60,
  putMs: 120,
  streamBytesPerSecond: 20e6,
  getBytesPerSecond: 50e6,
  putBytesPerSecond: 50e6,
  asOf: '2026-11-20',
  source: 'a guess',
};
