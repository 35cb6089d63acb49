import type { StoreEntry } from '../domain/catalog.ts';

const SINGLE_PUT = 'one PUT carries at most 5 GB';
const SINGLE_PUT_BYTES = 5_000_000_000;
const WASABI = 'Wasabi list of service URLs, 2026-03-06; prices of 2026-07-01';
const WASABI_NOTE =
  'What is written costs 90 days of storage even when deleted at once; monthly egress may not exceed active storage; a 1 TB monthly minimum applies.';

/** The stores of the cloud. Stand-ins of one machine are in standins.ts. */
export const STORES = [
  {
    id: 's3',
    title: 'Amazon S3',
    provider: 'aws',
    kind: 'object',
    asked: true,
    largestBytes: SINGLE_PUT_BYTES,
    limit: SINGLE_PUT,
    places: [
      { region: 'eu-central-1', city: 'Frankfurt', endpoint: 's3.eu-central-1.amazonaws.com' },
      { region: 'us-east-1', city: 'N. Virginia', endpoint: 's3.us-east-1.amazonaws.com' },
      { region: 'us-west-2', city: 'Oregon', endpoint: 's3.us-west-2.amazonaws.com' },
    ],
    asOf: '2026-10-20',
    source: 'Amazon S3 user guide',
  },
  {
    id: 'wasabi',
    title: 'Wasabi',
    provider: 'wasabi',
    kind: 'object',
    asked: true,
    largestBytes: SINGLE_PUT_BYTES,
    limit: SINGLE_PUT,
    places: [
      { region: 'eu-central-1', city: 'Amsterdam', endpoint: 's3.eu-central-1.wasabisys.com' },
      { region: 'us-east-1', city: 'N. Virginia', endpoint: 's3.us-east-1.wasabisys.com' },
      { region: 'us-west-1', city: 'Oregon', endpoint: 's3.us-west-1.wasabisys.com' },
    ],
    note: `${WASABI_NOTE} Its region names differ from AWS: eu-central-1 is Amsterdam, us-west-1 is Oregon.`,
    asOf: '2026-07-01',
    source: WASABI,
  },
  {
    id: 'b2',
    title: 'Backblaze B2',
    provider: 'backblaze',
    kind: 'object',
    asked: true,
    largestBytes: SINGLE_PUT_BYTES,
    limit: SINGLE_PUT,
    places: [
      { region: 'eu-central-003', city: 'Amsterdam', endpoint: 's3.eu-central-003.backblazeb2.com' },
      { region: 'us-east-005', city: 'Reston, VA', endpoint: 's3.us-east-005.backblazeb2.com' },
      { region: 'us-west-004', city: 'California or Arizona', endpoint: 's3.us-west-004.backblazeb2.com' },
    ],
    note: 'One region an account: each place needs a key pair of its own. New accounts are held to 500 requests a second each way.',
    asOf: '2026-09',
    source: 'Backblaze S3-compatible API documentation; list price of August and September 2026',
  },
  {
    id: 'dynamodb',
    title: 'Amazon DynamoDB',
    provider: 'aws',
    kind: 'item',
    asked: true,
    largestBytes: 10_000_000,
    limit: 'an item holds 400 KB: DynamoDB is measured up to 10 MB, as items read and written together',
    places: [
      { region: 'eu-central-1', city: 'Frankfurt', endpoint: 'dynamodb.eu-central-1.amazonaws.com' },
      { region: 'us-east-1', city: 'N. Virginia', endpoint: 'dynamodb.us-east-1.amazonaws.com' },
      { region: 'us-west-2', city: 'Oregon', endpoint: 'dynamodb.us-west-2.amazonaws.com' },
    ],
    note: 'Reads are strongly consistent.',
    asOf: '2026-08-15',
    source: 'Amazon DynamoDB developer guide, service quotas',
  },
  {
    id: 'wasabi-frankfurt',
    title: 'Wasabi Frankfurt',
    provider: 'wasabi',
    kind: 'object',
    asked: false,
    largestBytes: SINGLE_PUT_BYTES,
    limit: SINGLE_PUT,
    places: [{ region: 'eu-central-2', city: 'Frankfurt', endpoint: 's3.eu-central-2.wasabisys.com' }],
    note: `Not asked, nearer: Wasabi has a region in Frankfurt itself. ${WASABI_NOTE}`,
    asOf: '2026-07-01',
    source: WASABI,
  },
] as const satisfies readonly StoreEntry[];
