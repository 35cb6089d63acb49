import type { SubstituteEntry } from '../domain/catalog.ts';

const METAL = 'Latitude.sh is the one provider found in Amsterdam, Ashburn and Los Angeles that bills by the hour';
const FREE_PLAN = 'reports of 2026: RunInstances on the AWS free plan takes only free-tier-eligible types';
const LISTING = 'EC2 instance families, schema of 2026-10-20';

/** What stands in for what was asked for, and why it still compares low-cost options. */
export const SUBSTITUTES = [
  {
    asked: 't1.small.x86',
    substitute: 'm4-metal-small',
    when: 'retired',
    reason:
      'the smallest plan left: 6 much faster cores and 64 GB instead of 4 cores and 8 GB, ports as read at launch instead of 1 x 2.5 Gbps',
    asOf: '2026-11-20',
    source: METAL,
  },
  {
    asked: 'c1.small.x86',
    substitute: 'c2-small-x86',
    when: 'retired',
    reason: 'its successor: 4 cores and 32 GB as before, 1 x 1 Gbps instead of 2 x 1 Gbps',
    asOf: '2026-11-20',
    source: METAL,
  },
  {
    asked: 'n2.xlarge.x86',
    substitute: 'm4-metal-large',
    when: 'retired',
    reason:
      'the same memory, 24 instead of 28 cores, ports as read at launch instead of 4 x 10 Gbps, which no plan was seen to have',
    asOf: '2026-11-20',
    source: METAL,
  },
  {
    asked: 'c2-small-x86',
    substitute: 'm4-metal-small',
    when: 'no-stock',
    reason: 'while that is not in stock, the next larger plan: 6 faster cores and 64 GB, ports as read at launch',
    asOf: '2026-11-20',
    source: METAL,
  },
  {
    asked: 't2.nano',
    substitute: 't3.micro',
    when: 'free-plan',
    reason: 'the cheapest x86 type a free plan launches',
    asOf: '2026-11-20',
    source: FREE_PLAN,
  },
  {
    asked: 't2.micro',
    substitute: 't3.micro',
    when: 'free-plan',
    reason: 'the cheapest x86 type a free plan launches',
    asOf: '2026-11-20',
    source: FREE_PLAN,
  },
  {
    asked: 't3.nano',
    substitute: 't3.micro',
    when: 'free-plan',
    reason: 'the cheapest x86 type a free plan launches',
    asOf: '2026-11-20',
    source: FREE_PLAN,
  },
  {
    asked: 'a1.medium',
    substitute: 't4g.micro',
    when: 'free-plan',
    reason: 'the cheapest arm64 type a free plan launches',
    asOf: '2026-11-20',
    source: FREE_PLAN,
  },
  {
    asked: 'a1.large',
    substitute: 't4g.small',
    when: 'free-plan',
    reason: 'arm64 with two vCPU on a free plan',
    asOf: '2026-11-20',
    source: FREE_PLAN,
  },
  {
    asked: 't2.nano',
    substitute: 't3.nano',
    when: 'not-offered',
    reason: 'the same memory, one generation on',
    asOf: '2026-10-20',
    source: LISTING,
  },
  {
    asked: 't2.micro',
    substitute: 't3.micro',
    when: 'not-offered',
    reason: 'the same memory, one generation on',
    asOf: '2026-10-20',
    source: LISTING,
  },
  {
    asked: 'a1.medium',
    substitute: 'c7g.medium',
    when: 'not-offered',
    reason: 'the closest current shape: 1 vCPU, 2 GB, arm64',
    asOf: '2026-10-20',
    source: LISTING,
  },
  {
    asked: 'a1.large',
    substitute: 't4g.small',
    when: 'not-offered',
    reason: 'the cheapest arm64 type with two vCPU',
    asOf: '2026-10-20',
    source: LISTING,
  },
] as const satisfies readonly SubstituteEntry[];
