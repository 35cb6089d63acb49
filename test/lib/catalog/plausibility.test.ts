import { describe, expect, it } from 'vitest';
import { storeEntry } from '../../../lib/catalog/lookup.ts';
import { PLAUSIBILITY, plausibleOf } from '../../../lib/catalog/plausibility.ts';
import type { Axes } from '../../../lib/domain/cell.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';

const NEAR = { store: 's3', host: 'lambda-1gb', size: 1_000, operation: 'get', connection: 'reused', streams: 1 };
const of = (axes: Axes = {}, pair = 'aws-virginia') =>
  plausibleOf({ scenario: 'transfer', axes: { ...NEAR, ...axes }, ...(pair && { pair }) });

describe('the bands of published figures', () => {
  it('name a store and a metric that exist, a link, a date and two bounds in their order', () => {
    const metrics = scenarioPlan('transfer').metrics.map(({ name }) => name);
    for (const { store, metric, low, high, link, asOf, source } of PLAUSIBILITY) {
      expect(storeEntry(store)?.shape, store).toBeUndefined();
      expect(storeEntry(store)?.id).toBe(store);
      expect(metrics).toContain(metric);
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
      expect(link).toMatch(/^https:\/\/[\w./-]+$/);
      expect(asOf).toMatch(/^20\d\d(-\d\d){0,2}$/);
      expect(source.length).toBeGreaterThan(5);
    }
  });

  it('hold for cells like those that were published', () => {
    expect(of()).toMatchObject({ metric: 'ttfb', low: 10, high: 60, link: expect.stringContaining('skyrise') });
    expect(of({ operation: 'put' })).toMatchObject({ metric: 'total', low: 18, high: 80 });
    expect(of({ store: 'dynamodb' })).toMatchObject({ metric: 'total', low: 2, high: 10 });
    expect(of({ store: 'wasabi', host: 't3.nano' })).toMatchObject({ metric: 'total', low: 10, high: 100 });
    expect(of({ host: 'c8gn.medium', size: 1e8 })).toMatchObject({ metric: 'speed', low: 60e6, high: 130e6 });
    expect(of({ host: 'lambda-3gb', size: 1e9 })).toMatchObject({ metric: 'speed', low: 70e6, high: 110e6 });
  });

  it.each([
    ['another size', of({ size: 1e6 })],
    ['a fresh connection', of({ connection: 'fresh' })],
    ['several streams', of({ host: 'c8gn.medium', size: 1e8, streams: 8 })],
    ['a function whose processor sets the time', of({ host: 'lambda-128mb' })],
    ['a line narrower than a stream', of({ host: 't3.nano', size: 1e8 })],
    ['this machine', of({ host: 'this-machine' })],
    ['a host nobody knows', of({ host: 'mine' })],
    ['a store far away', of({ store: 'b2' }, 'aws-oregon')],
    ['a store that does not join the pair', of({ store: '2ms-140MBps' })],
    ['no pair', of({}, '')],
    ['another scenario', plausibleOf({ scenario: 'echo', axes: NEAR, pair: 'aws-virginia' })],
  ])('hold not for %s', (_, band) => {
    expect(band).toBeUndefined();
  });
});
