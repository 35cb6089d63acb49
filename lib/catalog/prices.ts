import type { PriceEntry } from '../domain/catalog.ts';
import { EC2_PRICES } from './ec2-prices.ts';

const OFFERS = 'AWS Price List, offers transcribed 2026-08-16; free tiers are not subtracted';
const LAMBDA_TABLE = 'AWS Lambda list price, usage types of us-east-1; the same in the three regions';
const WASABI =
  'Wasabi list price 7.99 USD per TB (1024 GB) and month since 2026-07-01, kept for the 90-day minimum after deletion';
const BACKBLAZE = 'Backblaze B2 list price, several public pages of August and September 2026; the same in all regions';
const WASABI_STORAGE =
  'Wasabi list price 7.99 USD per TB (1024 GB) and month since 2026-07-01; 1 TB at least, 90 days at least, 4 KB an object at least';
const WASABI_FREE = 'Wasabi pricing FAQ: no fee for egress or API requests while monthly egress stays within active storage';
const BACKBLAZE_CALLS =
  'Backblaze B2, two public pages of August 2026: standard calls cost nothing; an older table had 0.0004 USD per 1,000 reads';
const IN_REGION = 'AWS charges nothing between EC2 or Lambda and S3 or DynamoDB of their own region; told and not checked';
const LATITUDE_TRAFFIC =
  'Latitude.sh documentation, bandwidth: 20 TB a month go out with each server; what is beyond has no price here';
const CODEBUILD =
  'AWS CodeBuild list price, Linux x86_64, of us-east-1 in public pages of May 2026, taken for every region; 100 free minutes a month not subtracted';
const LATITUDE = 'Latitude.sh, told and not checked: the price of the API decides at launch';

/** Everything the estimate multiplies. `usd` is the price of `per` units; region `*` is every region. */
export const PRICES = [
  ...EC2_PRICES,
  {
    sku: 'lambda:x86_64',
    region: 'eu-central-1',
    unit: 'GB-second',
    per: 1,
    usd: 0.0000166667,
    asOf: '2026',
    source: LAMBDA_TABLE,
  },
  { sku: 'lambda:x86_64', region: 'us-east-1', unit: 'GB-second', per: 1, usd: 0.0000166667, asOf: '2026', source: LAMBDA_TABLE },
  { sku: 'lambda:x86_64', region: 'us-west-2', unit: 'GB-second', per: 1, usd: 0.0000166667, asOf: '2026', source: LAMBDA_TABLE },
  {
    sku: 'lambda:arm64',
    region: 'eu-central-1',
    unit: 'GB-second',
    per: 1,
    usd: 0.0000133334,
    asOf: '2026',
    source: LAMBDA_TABLE,
  },
  { sku: 'lambda:arm64', region: 'us-east-1', unit: 'GB-second', per: 1, usd: 0.0000133334, asOf: '2026', source: LAMBDA_TABLE },
  { sku: 'lambda:arm64', region: 'us-west-2', unit: 'GB-second', per: 1, usd: 0.0000133334, asOf: '2026', source: LAMBDA_TABLE },
  { sku: 'lambda:request', region: 'eu-central-1', unit: 'request', per: 1, usd: 0.0000002, asOf: '2026', source: LAMBDA_TABLE },
  { sku: 'lambda:request', region: 'us-east-1', unit: 'request', per: 1, usd: 0.0000002, asOf: '2026', source: LAMBDA_TABLE },
  { sku: 'lambda:request', region: 'us-west-2', unit: 'request', per: 1, usd: 0.0000002, asOf: '2026', source: LAMBDA_TABLE },
  {
    sku: 'states:transition',
    region: 'eu-central-1',
    unit: 'transition',
    per: 1,
    usd: 0.000025,
    asOf: '2025-08-28',
    source: OFFERS,
  },
  {
    sku: 'states:transition',
    region: 'us-east-1',
    unit: 'transition',
    per: 1,
    usd: 0.000025,
    asOf: '2025-08-28',
    source: OFFERS,
  },
  {
    sku: 'states:transition',
    region: 'us-west-2',
    unit: 'transition',
    per: 1,
    usd: 0.000025,
    asOf: '2025-08-28',
    source: OFFERS,
  },
  { sku: 's3:put', region: 'eu-central-1', unit: 'request', per: 1000, usd: 0.0054, asOf: '2026-08-07', source: OFFERS },
  { sku: 's3:put', region: 'us-east-1', unit: 'request', per: 1000, usd: 0.005, asOf: '2026-08-07', source: OFFERS },
  { sku: 's3:put', region: 'us-west-2', unit: 'request', per: 1000, usd: 0.005, asOf: '2026-08-07', source: OFFERS },
  { sku: 's3:get', region: 'eu-central-1', unit: 'request', per: 1000, usd: 0.00043, asOf: '2026-08-07', source: OFFERS },
  { sku: 's3:get', region: 'us-east-1', unit: 'request', per: 1000, usd: 0.0004, asOf: '2026-08-07', source: OFFERS },
  { sku: 's3:get', region: 'us-west-2', unit: 'request', per: 1000, usd: 0.0004, asOf: '2026-08-07', source: OFFERS },
  { sku: 's3:storage', region: 'eu-central-1', unit: 'GB-month', per: 1, usd: 0.0245, asOf: '2026-09-28', source: OFFERS },
  { sku: 's3:storage', region: 'us-east-1', unit: 'GB-month', per: 1, usd: 0.023, asOf: '2026-08-07', source: OFFERS },
  { sku: 's3:storage', region: 'us-west-2', unit: 'GB-month', per: 1, usd: 0.023, asOf: '2026-08-07', source: OFFERS },
  { sku: 'aws:egress', region: 'eu-central-1', unit: 'GB', per: 1, usd: 0.09, asOf: '2026-07-20', source: OFFERS },
  { sku: 'aws:egress', region: 'us-east-1', unit: 'GB', per: 1, usd: 0.09, asOf: '2026-07-20', source: OFFERS },
  { sku: 'aws:egress', region: 'us-west-2', unit: 'GB', per: 1, usd: 0.09, asOf: '2026-07-20', source: OFFERS },
  {
    sku: 'dynamodb:write',
    region: 'eu-central-1',
    unit: 'write unit',
    per: 1000000,
    usd: 0.7625,
    asOf: '2026-08-15',
    source: OFFERS,
  },
  {
    sku: 'dynamodb:write',
    region: 'us-east-1',
    unit: 'write unit',
    per: 1000000,
    usd: 0.625,
    asOf: '2026-08-15',
    source: OFFERS,
  },
  {
    sku: 'dynamodb:write',
    region: 'us-west-2',
    unit: 'write unit',
    per: 1000000,
    usd: 0.625,
    asOf: '2026-08-15',
    source: OFFERS,
  },
  {
    sku: 'dynamodb:read',
    region: 'eu-central-1',
    unit: 'read unit',
    per: 1000000,
    usd: 0.1525,
    asOf: '2026-08-15',
    source: OFFERS,
  },
  { sku: 'dynamodb:read', region: 'us-east-1', unit: 'read unit', per: 1000000, usd: 0.125, asOf: '2026-08-15', source: OFFERS },
  { sku: 'dynamodb:read', region: 'us-west-2', unit: 'read unit', per: 1000000, usd: 0.125, asOf: '2026-08-15', source: OFFERS },
  { sku: 'dynamodb:storage', region: 'eu-central-1', unit: 'GB-month', per: 1, usd: 0.306, asOf: '2026-08-15', source: OFFERS },
  { sku: 'dynamodb:storage', region: 'us-east-1', unit: 'GB-month', per: 1, usd: 0.25, asOf: '2026-08-15', source: OFFERS },
  { sku: 'dynamodb:storage', region: 'us-west-2', unit: 'GB-month', per: 1, usd: 0.25, asOf: '2026-08-15', source: OFFERS },
  { sku: 'wasabi:written-and-deleted', region: '*', unit: 'GB', per: 1, usd: 0.0234, asOf: '2026-07-01', source: WASABI },
  { sku: 'b2:storage', region: '*', unit: 'GB-month', per: 1, usd: 0.00695, asOf: '2026-08', source: BACKBLAZE },
  { sku: 'b2:egress-over-3x', region: '*', unit: 'GB', per: 1, usd: 0.01, asOf: '2026-08', source: BACKBLAZE },
  { sku: 'aws:in-region', region: '*', unit: 'GB', per: 1, usd: 0, asOf: '2025', source: IN_REGION },
  { sku: 'wasabi:storage', region: '*', unit: 'GB-month', per: 1024, usd: 7.99, asOf: '2026-07-01', source: WASABI_STORAGE },
  { sku: 'wasabi:request', region: '*', unit: 'request', per: 1000, usd: 0, asOf: '2026', source: WASABI_FREE },
  { sku: 'wasabi:egress', region: '*', unit: 'GB', per: 1, usd: 0, asOf: '2026', source: WASABI_FREE },
  { sku: 'b2:request', region: '*', unit: 'request', per: 1000, usd: 0, asOf: '2026-08', source: BACKBLAZE_CALLS },
  { sku: 'metal:egress', region: '*', unit: 'GB', per: 1, usd: 0, asOf: '2026', source: LATITUDE_TRAFFIC },
  { sku: 'codebuild:general1.small', region: '*', unit: 'minute', per: 1, usd: 0.005, asOf: '2026-05', source: CODEBUILD },
  { sku: 'metal:m4-metal-small', region: '*', unit: 'hour', per: 1, usd: 0.81, asOf: '2026-08', source: LATITUDE },
  { sku: 'metal:c2-small-x86', region: '*', unit: 'hour', per: 1, usd: 0.21, asOf: '2024-08', source: LATITUDE },
  { sku: 'metal:m4-metal-large', region: '*', unit: 'hour', per: 1, usd: 2.54, asOf: '2026-04', source: LATITUDE },
] satisfies readonly PriceEntry[];
