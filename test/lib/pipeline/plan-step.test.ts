import { describe, expect, it } from 'vitest';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { plan } from '../../../lib/pipeline/steps/plan.ts';
import { PLACES, TWO_SITES, unplanned, world } from './steps-world.ts';

const hours = (at: string | undefined, from: Date) => (Date.parse(String(at)) - from.getTime()) / 3_600_000;

describe('Plan', () => {
  it('names every place that has to be prepared once', async () => {
    const made = unplanned(TWO_SITES);
    const { places } = await plan(made.ports, { run: 'r' });
    expect([...places].sort()).toEqual([...PLACES].sort());
  });

  it('prepares nothing for cells that cannot be measured', async () => {
    const made = unplanned({ ...TWO_SITES, stores: ['s3', 'dynamodb'], sizes: [100_000_000] });
    const { places } = await plan(made.ports, { run: 'r' });
    expect([...places].sort()).toEqual(['s3.eu-central-1', 's3.us-east-1']);
  });

  it('tells the machine how many lanes may run together: what the request says, eight in the cloud, one on this machine', async () => {
    const together = async (...asked: Parameters<typeof unplanned>) =>
      (await plan(unplanned(...asked).ports, { run: 'r' })).together;
    expect(await together(TWO_SITES, { fanOut: 3 })).toBe(3);
    expect(await together(TWO_SITES)).toBe(8);
    expect(await together()).toBe(1);
  });

  it('sets the guard after the plan is on record: three times the expected time and half an hour', async () => {
    const made = unplanned(TWO_SITES);
    const { guard } = made.ports;
    const set = async (at: Date) => {
      expect(await RECORD.plan.read(made.records)).toBeDefined();
      await guard?.set(at);
    };
    await plan({ ...made.ports, guard: { set, clear: async () => {} } }, { run: 'r' });
    const { estimate } = await RECORD.plan.need(made.records);
    expect(hours(made.guard, made.now)).toBeCloseTo((estimate.seconds * 3) / 3600 + 0.5, 4);
  });

  it('lets the guard fire before the machine itself times out', async () => {
    const made = await world({ ...TWO_SITES, rounds: 50_000 });
    expect(hours(made.guard, made.now)).toBeGreaterThan(7 * 24 - 1);
    expect(hours(made.guard, made.now)).toBeLessThan(7 * 24);
  });
});

describe('limits', () => {
  const refusal = async (asked: Parameters<typeof unplanned>[1], selection = {}) => {
    const made = unplanned({ ...TWO_SITES, ...selection }, asked);
    const error = await plan(made.ports, { run: 'r' }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    if (error) {
      // Nothing that costs anything may follow a refusal.
      expect(await RECORD.plan.read(made.records)).toBeUndefined();
      expect(made.guard).toBeUndefined();
      expect(error).toMatchObject({ name: 'BadInput' });
      expect(error.message).not.toContain('\n');
    }
    return error?.message;
  };
  const noWasabi = { stores: ['s3'] };
  const reading = { operations: ['get' as const] };

  it('refuse a run that is estimated above its limit, with both figures', async () => {
    expect(await refusal({ maxUsd: 0.001 }, noWasabi)).toMatch(/estimated at \d+\.\d\d USD and may cost 0\.001/);
    expect(await refusal({ maxUsd: 5 }, noWasabi)).toBeUndefined();
  });

  it('refuse more egress from Wasabi than the run stores there, unless it was accepted', async () => {
    expect(await refusal({ maxUsd: 5 }, reading)).toContain('--accept-wasabi-egress');
    expect(await refusal({ maxUsd: 5, acceptWasabiEgress: true }, reading)).toBeUndefined();
    expect(await refusal({}, reading)).toBeUndefined();
  });

  it('refuse what outlasts the state machine', async () => {
    expect(await refusal({ maxUsd: 1e6, acceptWasabiEgress: true }, { rounds: 50_000 })).toContain('in parts');
  });

  it('refuse a lane that the history of its execution could not hold, and say how many rounds it can', async () => {
    const many = { stores: ['s3'], rounds: 1200 };
    const said = await refusal({ maxUsd: 1e6 }, many);
    expect(said).toMatch(/^lane lambda-1gb\.\S+ is expected to need \d+ events .* at most \d+ of 1200 rounds/);
    const rounds = Number(/at most (\d+) of/.exec(said ?? '')?.[1]);
    expect(await refusal({ maxUsd: 1e6 }, { ...many, rounds })).toBeUndefined();
    expect(await refusal({ maxUsd: 1e6 }, { ...many, rounds: rounds + 1 })).toContain('events');
  });

  it('count the prices that were asked of the provider before those of the catalog', async () => {
    const price = { sku: 's3:put', region: 'us-east-1', unit: 'request', per: 1, usd: 1, asOf: '2026-11-21', source: 'asked' };
    const made = await world({ ...TWO_SITES, ...noWasabi }, { prices: [price] });
    const lines = (await RECORD.plan.need(made.records)).estimate.lines.filter(({ what }) => what.includes('PUT requests'));
    expect(lines.map(({ source }) => source)).toContain('asked');
    expect(lines.map(({ source }) => source)).not.toEqual(['asked', 'asked']);
  });
});
