import type { StoreEntry } from '../domain/catalog.ts';

const HERE = [{ region: 'local', city: 'this machine', endpoint: '127.0.0.1' }] as const;

/** What all shaped stand-ins have in common. */
const SHAPED = {
  provider: 'local',
  kind: 'object',
  asked: false,
  largestBytes: 5_000_000_000,
  limit: 'one PUT carries at most 5 GB',
  places: HERE,
  asOf: '2026-11-20',
  source: 'this project: shaped so that one wins on latency, another on throughput and the third nowhere',
} as const;

/**
 * Stand-ins on this machine, named for the shape they are given: time to first byte and rate. They answer how well the instrument
 * measures, never how fast a provider is. One lane uses them one after another, so that their rates never add up.
 */
export const STANDINS = [
  {
    id: '2ms-140MBps',
    title: 'stand-in, 2 ms and 140 MB/s',
    ...SHAPED,
    shape: { delayMs: 2, jitterMs: 0.5, bytesPerSecond: 140e6 },
  },
  {
    id: '8ms-240MBps',
    title: 'stand-in, 8 ms and 240 MB/s',
    ...SHAPED,
    shape: { delayMs: 8, jitterMs: 0.5, bytesPerSecond: 240e6 },
  },
  {
    id: '5ms-200MBps',
    title: 'stand-in, 5 ms and 200 MB/s',
    ...SHAPED,
    shape: { delayMs: 5, jitterMs: 0.5, bytesPerSecond: 200e6 },
  },
  {
    id: 'dynamodb-local',
    title: 'DynamoDB stand-in (dynalite)',
    provider: 'local',
    kind: 'item',
    asked: false,
    largestBytes: 10_000_000,
    limit: 'an item holds 400 KB: DynamoDB is measured up to 10 MB, as items read and written together',
    places: HERE,
    unranked: 'not shaped: dynalite’s own times on this machine say nothing about DynamoDB',
    note: 'Not shaped: its times are those of dynalite on this machine and say nothing about DynamoDB. They are shown and not ranked.',
    asOf: '2026-11-20',
    source: 'dynalite 4.0.0',
  },
] as const satisfies readonly StoreEntry[];
