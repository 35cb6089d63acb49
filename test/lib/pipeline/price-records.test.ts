import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../lib/domain/cell.ts';
import type { Selection } from '../../../lib/domain/scenario.ts';
import type { RunPrices } from '../../../lib/domain/workload/prices.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import { priceRecords } from '../../../lib/pipeline/price-records.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { salvage } from '../../../lib/pipeline/salvage.ts';
import { plan as planStep } from '../../../lib/pipeline/steps/plan.ts';
import { pricedRun } from '../../fixtures/report/priced-run.ts';
import { TWO_SITES, unplanned, world } from './steps-world.ts';

async function planOf(selection: Partial<Selection>) {
  const made = unplanned(selection);
  await planStep(made.ports, { run: 'r' });
  return RECORD.plan.need(made.records);
}

const wish = (stores: string[], hosts: string[]) =>
  planOf({ ...selectionFrom('quick', { stores, hosts, sizes: ['1KB', '1MB'], rounds: 6 }) });

describe('the prices of a run', () => {
  it('are those of every place, way and host of its cells, each with source and date', async () => {
    const plan = await wish(['s3', 'wasabi', 'b2', 'dynamodb'], ['lambda-1gb', 't3.nano']);
    const prices = priceRecords(plan) as RunPrices;
    const possible = plan.cells.filter(({ impossible }) => impossible === undefined);
    expect(new Set(prices.places.map(({ place }) => place))).toEqual(new Set(possible.map(placeOf)));
    expect(new Set(prices.hosts.map(({ host, site }) => `${host} ${site}`))).toEqual(
      new Set(possible.map(({ axes }) => `${axes.host} ${axes.site}`)),
    );
    expect(new Set(prices.routes.map(({ site, place }) => `${site} ${place}`))).toEqual(
      new Set(possible.map((cell) => `${cell.axes.site} ${placeOf(cell)}`)),
    );
    const units = JSON.stringify(prices).match(/"usd":/g)?.length ?? 0;
    expect(JSON.stringify(prices).match(/"usd":[\d.e-]+,"source":"[^"]{6,}","asOf":"20\d\d/g)?.length).toBe(units);
  });

  it('have the units that their fields say, worked out from the list prices', async () => {
    const prices = priceRecords(await wish(['s3', 'wasabi', 'b2', 'dynamodb'], ['lambda-1gb', 't3.nano'])) as RunPrices;
    const place = (id: string) => prices.places.find((each) => each.place === id);
    // 0.0004 a thousand GETs, 0.005 a thousand PUTs; 7.99 a TB of 1,024 GB.
    expect(place('s3.us-east-1')?.read.usd).toBeCloseTo(0.4, 10);
    expect(place('s3.us-east-1')?.write.usd).toBeCloseTo(5, 10);
    expect(place('wasabi.us-east-1')?.storage.usd).toBeCloseTo(0.00780273, 8);
    expect(place('wasabi.us-east-1')?.minimum).toEqual({ gb: 1024, months: 3, objectBytes: 4096 });
    expect(place('dynamodb.us-east-1')).toMatchObject({ billed: 'units', read: { usd: 0.125 }, write: { usd: 0.625 } });
    const route = (id: string) => prices.routes.find((each) => each.place === id);
    expect(route('s3.us-east-1')).toMatchObject({ read: { usd: 0 }, write: { usd: 0 } });
    expect(route('wasabi.us-east-1')).toMatchObject({ read: { usd: 0 }, mostTimesStored: 1, write: { usd: 0.09 } });
    expect(route('b2.us-east-005')).toMatchObject({ read: { usd: 0.01 }, freeTimesStored: 3, write: { usd: 0.09 } });
    const host = (id: string) => prices.hosts.find((each) => each.host === id && each.site === 'us-east-1');
    expect(host('t3.nano')).toMatchObject({ hour: { usd: 0.0052 }, addressHour: { usd: 0.005 } });
    expect(host('lambda-1gb')).toMatchObject({ gbSecond: { usd: 0.0000133334 }, memoryGb: 1, calls: { usd: 0.2 } });
  });

  it('are what a provider said just before, where it was asked', async () => {
    const told = {
      sku: 'ec2:t3.nano',
      region: 'us-east-1',
      unit: 'hour',
      per: 1,
      usd: 7,
      asOf: '2026-11-21',
      source: 'told today',
    };
    const prices = priceRecords(await wish(['s3'], ['t3.nano']), [told]);
    const hours = prices?.hosts.map(({ site, hour }) => [site, hour?.source === 'told today']);
    expect(hours).toContainEqual(['us-east-1', true]);
    expect(hours?.filter(([, own]) => own)).toHaveLength(1);
  });

  it('are absent for stand-ins, this machine, and places that another address plays', async () => {
    expect(priceRecords(await planOf({}))).toBeUndefined();
    const plan = await wish(['s3'], ['t3.nano']);
    const played = { ...plan, stores: plan.stores.map((store) => ({ ...store, note: 'Played by 127.0.0.1: a proof.' })) };
    expect(priceRecords(played)).toBeUndefined();
  });

  it('leave out what cannot exist', async () => {
    const plan = await wish(['s3'], ['t3.nano']);
    expect(priceRecords({ ...plan, cells: plan.cells.map((cell) => ({ ...cell, impossible: 'gone' })) })).toBeUndefined();
  });

  it('are in the record of a run of the cloud, and in none of this machine', async () => {
    for (const [selection, priced] of [
      [TWO_SITES, true],
      [{}, false],
    ] as const) {
      const { ports, records } = await world(selection);
      await salvage(ports, 'stopped');
      const { prices } = await RECORD.run.need(records);
      expect(prices).toEqual(priced ? priceRecords(await RECORD.plan.need(records)) : undefined);
      expect(prices === undefined).toBe(!priced);
    }
  });

  it('fit the schema of run.json', async () => {
    const schema = JSON.parse(readFileSync(new URL('../../../docs/schema/run.schema.json', import.meta.url), 'utf8'));
    const valid = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
    for (const prices of [pricedRun().prices, priceRecords(await wish(['s3', 'wasabi', 'dynamodb'], ['lambda-1gb']))]) {
      const run = JSON.parse(JSON.stringify({ ...pricedRun(), prices }));
      expect(valid(run), JSON.stringify(valid.errors)).toBe(true);
      run.prices.hosts[0].tip = 1;
      expect(valid(run)).toBe(false);
    }
  });
});
