import type { HostEntry, Sourced } from '../domain/catalog.ts';
import type { Cell } from '../domain/cell.ts';
import type { Plausible } from '../domain/run.ts';
import { hostEntry, pairEntry } from './lookup.ts';

/** Where published figures let expect the median of one kind of cell, in the metric's unit (ms, bytes/s). Bounds are included. */
export interface PlausibilityBand extends Sourced {
  readonly store: string;
  readonly operation: 'get' | 'put';
  readonly bytes: { readonly least: number; readonly most: number };
  /** `able`: what the published figures were taken on, or no less. `steady`: functions after their first 300 MB. `line`: a line that one stream cannot fill. */
  readonly hosts: 'able' | 'steady' | 'line';
  readonly metric: 'ttfb' | 'total' | 'speed';
  readonly low: number;
  readonly high: number;
  readonly link: string;
}

const SKYRISE = {
  source: 'skyrise: 1 KB from Lambda, us-east-1; medians of ten repetitions, widened for other regions and hosts',
  link: 'https://github.com/hpides/skyrise',
  asOf: '2024-04',
};
const S3COMPARE = {
  source: 's3compare.io: 1 KiB over 16 connections, time a request from its rate; widened, because published figures disagree',
  link: 'https://github.com/zeroservices/s3compare.io_data',
  asOf: '2026-01',
};
const DVASSALLO = {
  source: 's3-benchmark: 93 MB/s a connection from EC2; AWS guidance of 85 to 90 MB/s a request',
  link: 'https://github.com/dvassallo/s3-benchmark',
  asOf: '2019',
};
const FUNCTION_NETWORK = {
  source: 'skyrise: a function moves 75 to 82 MB/s after its first 300 MB, whatever its peer',
  link: 'https://arxiv.org/abs/2501.07771',
  asOf: '2025-03',
};

const KB: PlausibilityBand['bytes'] = { least: 1_000, most: 1_024 };
const SMALL: PlausibilityBand['bytes'] = { least: 1_000, most: 65_536 };
const LARGE: PlausibilityBand['bytes'] = { least: 100_000_000, most: Number.POSITIVE_INFINITY };
const LONG: PlausibilityBand['bytes'] = { least: 1_000_000_000, most: Number.POSITIVE_INFINITY };

const able = (
  store: string,
  operation: PlausibilityBand['operation'],
  low: number,
  high: number,
  from: Pick<PlausibilityBand, 'source' | 'link' | 'asOf'>,
): PlausibilityBand => ({ store, operation, bytes: KB, hosts: 'able', metric: 'total', low, high, ...from });

/** The first that fits a cell holds. */
export const PLAUSIBILITY: readonly PlausibilityBand[] = [
  able('dynamodb', 'get', 2, 10, SKYRISE),
  able('dynamodb', 'put', 4, 12, SKYRISE),
  { store: 's3', operation: 'get', bytes: SMALL, hosts: 'able', metric: 'ttfb', low: 10, high: 60, ...SKYRISE },
  able('s3', 'put', 18, 80, SKYRISE),
  able('wasabi', 'get', 10, 100, S3COMPARE),
  able('wasabi', 'put', 60, 300, S3COMPARE),
  able('wasabi-frankfurt', 'get', 10, 100, S3COMPARE),
  able('wasabi-frankfurt', 'put', 60, 300, S3COMPARE),
  able('b2', 'get', 15, 250, S3COMPARE),
  able('b2', 'put', 10, 500, S3COMPARE),
  { store: 's3', operation: 'get', bytes: LONG, hosts: 'steady', metric: 'speed', low: 70e6, high: 110e6, ...FUNCTION_NETWORK },
  { store: 's3', operation: 'get', bytes: LARGE, hosts: 'line', metric: 'speed', low: 60e6, high: 130e6, ...DVASSALLO },
];

/** Farther than this a store is not near: what was published was measured next to it, milliseconds of round trip. */
const NEAR_MS = 10;
/** Below this much memory a function's own processor sets the time of a small request; below the other, its network (blacha, skyrise). */
const ABLE_MB = 1_024;
const STEADY_MB = 1_800;
/** A published baseline that holds the fastest stream anybody reports, Gb/s. */
const LINE_GBPS = 1.1;

function isHost(entry: HostEntry, wanted: PlausibilityBand['hosts']): boolean {
  const { kind, memoryMb, network } = entry;
  if (wanted === 'steady') return kind === 'lambda' && (memoryMb ?? 0) >= STEADY_MB;
  if (wanted === 'line') return kind === 'ec2' && (network.baselineGbps ?? 0) >= LINE_GBPS;
  return kind === 'lambda' ? (memoryMb ?? 0) >= ABLE_MB : kind !== 'local';
}

/** What is published of cells like this one, which must meet its store at the provider's own address; undefined where nothing is. */
export function plausibleOf({ scenario, axes, pair }: Pick<Cell, 'scenario' | 'axes' | 'pair'>): Plausible | undefined {
  const { store, host, size, operation, connection, streams } = axes;
  const entry = hostEntry(String(host));
  const near = pairEntry(pair ?? '')?.stores?.[String(store)];
  if (scenario !== 'transfer' || !entry || !near || near.distanceMs > NEAR_MS || connection !== 'reused' || streams !== 1) return;
  const band = PLAUSIBILITY.find(
    (each) =>
      each.store === store &&
      each.operation === operation &&
      Number(size) >= each.bytes.least &&
      Number(size) <= each.bytes.most &&
      isHost(entry, each.hosts),
  );
  return band && { metric: band.metric, low: band.low, high: band.high, source: band.source, link: band.link, asOf: band.asOf };
}
