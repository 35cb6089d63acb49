import type { PairEntry } from '../domain/catalog.ts';

const ASKED = 'the site pairs asked for; regions from the lists of Wasabi (2026-03-06) and Backblaze; distances are estimates';
const AWS = ['ec2', 'lambda'] as const;

/**
 * Where hosts and stores face each other. S3 and DynamoDB are of the hosts' own region and join AWS hosts only; B2 joins with its
 * nearest region. Distances are round trips guessed from the map: estimates use them, results never do.
 */
export const PAIRS = [
  {
    id: 'aws-frankfurt',
    title: 'AWS Frankfurt and Wasabi Amsterdam',
    asked: true,
    site: 'eu-central-1',
    hosts: AWS,
    stores: {
      s3: { region: 'eu-central-1', distanceMs: 1 },
      wasabi: { region: 'eu-central-1', distanceMs: 7 },
      b2: { region: 'eu-central-003', distanceMs: 7 },
      dynamodb: { region: 'eu-central-1', distanceMs: 1 },
    },
    asOf: '2026-11-20',
    source: ASKED,
  },
  {
    id: 'aws-virginia',
    title: 'AWS N. Virginia and Wasabi N. Virginia',
    asked: true,
    site: 'us-east-1',
    hosts: AWS,
    stores: {
      s3: { region: 'us-east-1', distanceMs: 1 },
      wasabi: { region: 'us-east-1', distanceMs: 2 },
      b2: { region: 'us-east-005', distanceMs: 2 },
      dynamodb: { region: 'us-east-1', distanceMs: 1 },
    },
    asOf: '2026-11-20',
    source: ASKED,
  },
  {
    id: 'aws-oregon',
    title: 'AWS Oregon and Wasabi Oregon',
    asked: true,
    site: 'us-west-2',
    hosts: AWS,
    stores: {
      s3: { region: 'us-west-2', distanceMs: 1 },
      wasabi: { region: 'us-west-1', distanceMs: 7 },
      b2: { region: 'us-west-004', distanceMs: 22 },
      dynamodb: { region: 'us-west-2', distanceMs: 1 },
    },
    note: 'B2 has no region in Oregon: US West (California or Arizona) is its nearest.',
    asOf: '2026-11-20',
    source: ASKED,
  },
  {
    id: 'packet-amsterdam',
    title: 'Packet Amsterdam and Wasabi Amsterdam',
    asked: true,
    site: 'amsterdam',
    hosts: ['metal'],
    stores: {
      wasabi: { region: 'eu-central-1', distanceMs: 1 },
      b2: { region: 'eu-central-003', distanceMs: 1 },
    },
    asOf: '2026-11-20',
    source: ASKED,
  },
  {
    id: 'packet-ashburn',
    title: 'Packet Ashburn and Wasabi N. Virginia',
    asked: true,
    site: 'ashburn',
    hosts: ['metal'],
    stores: {
      wasabi: { region: 'us-east-1', distanceMs: 1 },
      b2: { region: 'us-east-005', distanceMs: 2 },
    },
    asOf: '2026-11-20',
    source: ASKED,
  },
  {
    id: 'packet-losangeles',
    title: 'Packet Los Angeles and Wasabi Oregon',
    asked: true,
    site: 'los-angeles',
    hosts: ['metal'],
    stores: {
      wasabi: { region: 'us-west-1', distanceMs: 25 },
      b2: { region: 'us-west-004', distanceMs: 10 },
    },
    asOf: '2026-11-20',
    source: ASKED,
  },
  {
    id: 'aws-frankfurt-nearer',
    title: 'AWS Frankfurt and Wasabi Frankfurt',
    asked: false,
    site: 'eu-central-1',
    hosts: AWS,
    stores: { 'wasabi-frankfurt': { region: 'eu-central-2', distanceMs: 1 } },
    note: 'Not asked, nearer: its cells share the rows of aws-frankfurt.',
    asOf: '2026-11-20',
    source: 'Wasabi list of service URLs, 2026-03-06: eu-central-2 is Frankfurt',
  },
  {
    id: 'local',
    title: 'this machine and what it can reach',
    asked: false,
    site: 'local',
    hosts: ['local'],
    stores: null,
    asOf: '2026-11-20',
    source: 'this project',
  },
] as const satisfies readonly PairEntry[];
