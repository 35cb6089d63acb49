import type { SiteEntry } from '../domain/catalog.ts';

const AWS = 'AWS regions table';
const LATITUDE = 'Latitude.sh sites AMS, ASH and LAX; Packet had AMS1, DC13 and LAX1 in the same metros';

/** Where hosts stand. */
export const SITES = [
  {
    id: 'eu-central-1',
    title: 'AWS Frankfurt',
    provider: 'aws',
    region: 'eu-central-1',
    zones: 3,
    asOf: '2026-10-20',
    source: AWS,
  },
  { id: 'us-east-1', title: 'AWS N. Virginia', provider: 'aws', region: 'us-east-1', zones: 6, asOf: '2026-10-20', source: AWS },
  { id: 'us-west-2', title: 'AWS Oregon', provider: 'aws', region: 'us-west-2', zones: 4, asOf: '2026-10-20', source: AWS },
  { id: 'amsterdam', title: 'Amsterdam', provider: 'latitude', region: 'AMS', asOf: '2026-11-20', source: LATITUDE },
  { id: 'ashburn', title: 'Ashburn, VA', provider: 'latitude', region: 'ASH', asOf: '2026-11-20', source: LATITUDE },
  { id: 'los-angeles', title: 'Los Angeles', provider: 'latitude', region: 'LAX', asOf: '2026-11-20', source: LATITUDE },
  { id: 'local', title: 'this machine', provider: 'local', region: 'local', asOf: '2026-11-20', source: 'this project' },
] as const satisfies readonly SiteEntry[];
