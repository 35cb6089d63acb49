import { describe, expect, it } from 'vitest';
import { HOME_DISTANCES } from '../../../lib/catalog/home-distances.ts';
import { HOST_EXPECTATIONS, KIND_EXPECTATIONS } from '../../../lib/catalog/host-expectations.ts';
import { HOSTS } from '../../../lib/catalog/hosts.ts';
import { homeDistanceMs, hostEntry, hostExpectation, pairEntry, storeEntry } from '../../../lib/catalog/lookup.ts';
import { PAIRS } from '../../../lib/catalog/pairs.ts';
import { PRESETS } from '../../../lib/catalog/presets.ts';
import { PRICES } from '../../../lib/catalog/prices.ts';
import { SITES } from '../../../lib/catalog/sites.ts';
import { SIZES } from '../../../lib/catalog/sizes.ts';
import { STANDINS } from '../../../lib/catalog/standins.ts';
import { STORE_EXPECTATIONS, UNKNOWN_STORE } from '../../../lib/catalog/store-expectations.ts';
import { STORES } from '../../../lib/catalog/stores.ts';
import { SUBSTITUTES } from '../../../lib/catalog/substitutes.ts';
import type { PairEntry, Sourced } from '../../../lib/domain/catalog.ts';

const STORE_ROWS = [...STORES, ...STANDINS];
const SOURCED: Record<string, readonly Sourced[]> = {
  sizes: [SIZES],
  sites: SITES,
  stores: STORES,
  standins: STANDINS,
  hosts: HOSTS,
  pairs: PAIRS,
  substitutes: SUBSTITUTES,
  prices: PRICES,
  presets: PRESETS,
  'store expectations': [...Object.values(STORE_EXPECTATIONS), UNKNOWN_STORE],
  'home distances': HOME_DISTANCES,
  'host expectations': [...HOST_EXPECTATIONS, ...KIND_EXPECTATIONS],
};

describe('the catalog', () => {
  it.each(Object.entries(SOURCED))('says of every row of its %s when and where it comes from', (_, rows) => {
    expect(rows.length).toBeGreaterThan(0);
    for (const { asOf, source } of rows) {
      expect(asOf).toMatch(/^20\d\d(-\d\d){0,2}$/);
      expect(source.length).toBeGreaterThan(5);
    }
  });

  it.each([
    ['sites', SITES],
    ['stores', STORE_ROWS],
    ['hosts', HOSTS],
    ['pairs', PAIRS],
    ['presets', PRESETS],
  ])('has no two %s of one id', (_, rows: readonly { readonly id: string }[]) => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('knows how far every site is from every region that may be home', () => {
    const homes = SITES.filter(({ provider }) => provider === 'aws').map(({ region }) => region);
    for (const { id, provider } of SITES)
      for (const home of homes) {
        if (provider === 'local') expect(homeDistanceMs(id, home)).toBeUndefined();
        else expect(homeDistanceMs(id, home)).toBeGreaterThan(0);
      }
  });

  it('holds every storage, size, compute type and site pair that was asked for', () => {
    expect(STORES.filter(({ asked }) => asked).map(({ id }) => id)).toEqual(['s3', 'wasabi', 'b2', 'dynamodb']);
    expect(SIZES.bytes).toEqual([1, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]);
    const asked = (kind: string) => HOSTS.filter((host) => host.asked && host.kind === kind).map(({ id }) => id);
    expect(asked('ec2')).toEqual(['t2.nano', 't2.micro', 't3.nano', 't3.micro', 'a1.medium', 'a1.large']);
    expect(asked('metal')).toEqual(['t1.small.x86', 'c1.small.x86', 'n2.xlarge.x86']);
    expect(HOSTS.filter((host) => host.asked && host.kind === 'lambda').map(({ memoryMb }) => memoryMb)).toEqual([
      128, 1024, 3008,
    ]);
    expect(PAIRS.filter((pair) => pair.asked).map(({ id }) => id)).toEqual([
      'aws-frankfurt',
      'aws-virginia',
      'aws-oregon',
      'packet-amsterdam',
      'packet-ashburn',
      'packet-losangeles',
    ]);
  });

  it.each([
    ['aws-frankfurt', 'eu-central-1', 'Amsterdam'],
    ['aws-virginia', 'us-east-1', 'N. Virginia'],
    ['aws-oregon', 'us-west-2', 'Oregon'],
    ['packet-amsterdam', 'amsterdam', 'Amsterdam'],
    ['packet-ashburn', 'ashburn', 'N. Virginia'],
    ['packet-losangeles', 'los-angeles', 'Oregon'],
  ])('puts %s between hosts in %s and Wasabi %s', (id, site, city) => {
    const pair = pairEntry(id);
    const region = pair?.stores?.wasabi?.region;
    expect(pair?.site).toBe(site);
    expect(storeEntry('wasabi')?.places.find((place) => place.region === region)?.city).toBe(city);
  });

  it('lets B2 join every pair asked for, and S3 and DynamoDB those of AWS hosts, in the region of the hosts', () => {
    for (const pair of PAIRS.filter(({ asked }) => asked) as readonly PairEntry[]) {
      expect(pair.stores?.b2).toBeDefined();
      const aws = pair.hosts.includes('ec2');
      for (const store of ['s3', 'dynamodb']) expect(pair.stores?.[store]?.region).toBe(aws ? pair.site : undefined);
    }
  });

  it('marks the nearer pair as not asked', () => {
    const nearer = pairEntry('aws-frankfurt-nearer');
    expect(nearer?.asked).toBe(false);
    expect(nearer?.note).toContain('Not asked, nearer');
    expect(storeEntry('wasabi-frankfurt')?.places[0]?.city).toBe('Frankfurt');
  });

  it('names only sites, stores and regions that it describes', () => {
    for (const pair of PAIRS as readonly PairEntry[]) {
      expect(SITES.map(({ id }) => id as string)).toContain(pair.site);
      for (const [store, { region }] of Object.entries(pair.stores ?? {}))
        expect(storeEntry(store)?.places.map((place) => place.region)).toContain(region);
    }
  });

  it('has a substitute for every retired host, and only substitutes that can be launched', () => {
    for (const host of HOSTS.filter(({ retired }) => retired))
      expect(SUBSTITUTES.some(({ asked, when }) => asked === host.id && when === 'retired')).toBe(true);
    for (const { asked, substitute } of SUBSTITUTES) {
      expect(hostEntry(asked)).toBeDefined();
      expect(hostEntry(substitute)?.retired).toBeUndefined();
      expect(hostEntry(substitute)?.kind).toBe(hostEntry(asked)?.kind);
    }
  });

  it('expects something of every store and of every host that can be launched', () => {
    for (const { id } of STORES) expect(STORE_EXPECTATIONS[id]).toBeDefined();
    for (const { id } of HOSTS.filter(({ retired }) => !retired)) expect(hostExpectation(id)).toBeDefined();
  });

  it('gives presets only values it knows', () => {
    for (const { selection } of PRESETS) {
      for (const id of selection.stores) expect(storeEntry(id)).toBeDefined();
      for (const id of selection.hosts) expect(hostEntry(id)).toBeDefined();
      for (const id of selection.pairs) expect(pairEntry(id)).toBeDefined();
    }
  });

  it('names stand-ins for their shape, one best in latency and another in throughput', () => {
    const shaped = STANDINS.filter((entry) => 'shape' in entry);
    for (const { id, shape } of shaped) expect(id).toBe(`${shape.delayMs}ms-${shape.bytesPerSecond / 1e6}MBps`);
    const first = shaped.toSorted((a, b) => a.shape.delayMs - b.shape.delayMs)[0];
    const fastest = shaped.toSorted((a, b) => b.shape.bytesPerSecond - a.shape.bytesPerSecond)[0];
    expect(shaped).toHaveLength(3);
    expect(first?.id).not.toBe(fastest?.id);
  });
});
