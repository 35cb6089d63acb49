import type { Sourced } from '../domain/catalog.ts';
import type { Selection } from '../domain/scenario.ts';
import { SIZES } from './sizes.ts';

export interface PresetEntry extends Sourced {
  readonly id: string;
  readonly title: string;
  readonly selection: Selection;
}

const BOTH_WAYS = { operations: ['get', 'put'], connections: ['fresh', 'reused'] } as const;

/** What is measured when nothing else is said. Flags and the configuration file change single fields of a preset. */
export const PRESETS = [
  {
    id: 'local',
    title: 'Stand-ins on this machine: no account, no network, under a minute',
    selection: {
      scenario: 'transfer',
      stores: ['2ms-140MBps', '8ms-240MBps', '5ms-200MBps', 'dynamodb-local'],
      hosts: ['this-machine'],
      pairs: ['local'],
      sizes: [1_000, 100_000, 1_000_000, 10_000_000],
      ...BOTH_WAYS,
      streams: [1, 8, 16],
      rounds: 6,
      seed: 1,
    },
    asOf: '2026-11-20',
    source: 'the fewest rounds that allow a verdict',
  },
  {
    id: 'quick',
    title: 'The cloud in one go: two continents, one Lambda and one EC2 type that every account can launch',
    selection: {
      scenario: 'transfer',
      stores: ['s3', 'wasabi', 'b2', 'dynamodb'],
      hosts: ['lambda-1gb', 't3.micro'],
      pairs: ['aws-frankfurt', 'aws-virginia'],
      // 1 B and 1 KB travel in one packet and answer alike: the wish measures both.
      sizes: SIZES.bytes.filter((bytes) => bytes >= 1_000 && bytes <= 100_000_000),
      ...BOTH_WAYS,
      // Uploads leave AWS at 0.09 USD a GB and stay on Wasabi's bill for 90 days: large objects are only read.
      bulkOperations: ['get'],
      // 26 items of DynamoDB for each upload of 10 MB, billed when written and again when deleted, would be 60 % of the price and six
      // minutes of deleting; and what they measure is the 4,000 write units a second of a new table.
      compositePutBytes: 1_000_000,
      streams: [1, 8],
      rounds: 10,
      seed: 1,
    },
    asOf: '2026-11-20',
    source: 'under 5 USD and 45 minutes by the estimate',
  },
  {
    id: 'wish',
    title: 'Everything that was asked for: days, and hundreds of dollars',
    selection: {
      scenario: 'transfer',
      stores: ['s3', 'wasabi', 'b2', 'dynamodb'],
      hosts: [
        't2.nano',
        't2.micro',
        't3.nano',
        't3.micro',
        'a1.medium',
        'a1.large',
        'lambda-128mb',
        'lambda-1gb',
        'lambda-3gb',
        't1.small.x86',
        'c1.small.x86',
        'n2.xlarge.x86',
      ],
      pairs: ['aws-frankfurt', 'aws-virginia', 'aws-oregon', 'packet-amsterdam', 'packet-ashburn', 'packet-losangeles'],
      sizes: SIZES.bytes,
      ...BOTH_WAYS,
      streams: [1, 8, 16],
      rounds: 10,
      seed: 1,
    },
    asOf: '2026-11-20',
    source: 'what was asked for, no more and no less',
  },
] as const satisfies readonly PresetEntry[];
