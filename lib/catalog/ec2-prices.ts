import type { PriceEntry } from '../domain/catalog.ts';

const KARPENTER = 'AWS Price List, as generated into aws/karpenter-provider-aws zz_generated.pricing_aws.go';
const LIBCLOUD = 'apache-libcloud 3.9.1 pricing.json, checked by size doubling and by the ratio of regions';
const SKYPILOT_V8 = 'skypilot-org/skypilot-catalog v8 aws/vms.csv @00148f2a';
const SKYPILOT_V9 = 'skypilot-org/skypilot-catalog v9 aws/vms.csv @2c3d7ea7';
const DERIVED_T3 = 'derived: t3.xlarge of skypilot-catalog v9 divided by 16 (the family is priced in doublings)';
const OFFERS = 'AWS Price List, VPC offer, transcribed 2026-08-16';

/** USD of an hour of Linux, shared tenancy, on demand, and of the public IPv4 address that every host needs. */
export const EC2_PRICES = [
  { sku: 'ec2:t2.nano', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0067, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t2.nano', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0058, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:t2.nano', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0058, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t2.micro', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0134, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t2.micro', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0116, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:t2.micro', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0116, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t3.nano', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.006, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t3.nano', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0052, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:t3.nano', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0052, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t3.micro', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.012, asOf: '2026', source: DERIVED_T3 },
  { sku: 'ec2:t3.micro', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0104, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:t3.micro', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0104, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:a1.medium', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0291, asOf: '2025', source: SKYPILOT_V8 },
  { sku: 'ec2:a1.medium', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0255, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:a1.medium', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0255, asOf: '2025', source: SKYPILOT_V8 },
  { sku: 'ec2:a1.large', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0582, asOf: '2025', source: SKYPILOT_V8 },
  { sku: 'ec2:a1.large', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.051, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:a1.large', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.051, asOf: '2025', source: SKYPILOT_V8 },
  { sku: 'ec2:t4g.nano', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0048, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t4g.nano', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0042, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:t4g.nano', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0042, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t4g.micro', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0096, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t4g.micro', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0084, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:t4g.micro', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0084, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t4g.small', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0192, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:t4g.small', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0168, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:t4g.small', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0168, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:c7g.medium', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0412, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:c7g.medium', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0363, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:c7g.medium', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0363, asOf: '2025-03-02', source: LIBCLOUD },
  { sku: 'ec2:c8gn.medium', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.0675, asOf: '2026', source: SKYPILOT_V9 },
  { sku: 'ec2:c8gn.medium', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.0593, asOf: '2026-07-20', source: KARPENTER },
  { sku: 'ec2:c8gn.medium', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.0593, asOf: '2026', source: SKYPILOT_V9 },
  { sku: 'ec2:public-ipv4', region: 'eu-central-1', unit: 'hour', per: 1, usd: 0.005, asOf: '2026-08-16', source: OFFERS },
  { sku: 'ec2:public-ipv4', region: 'us-east-1', unit: 'hour', per: 1, usd: 0.005, asOf: '2026-08-16', source: OFFERS },
  { sku: 'ec2:public-ipv4', region: 'us-west-2', unit: 'hour', per: 1, usd: 0.005, asOf: '2026-08-16', source: OFFERS },
] satisfies readonly PriceEntry[];
