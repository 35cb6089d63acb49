import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../lib/domain/run.ts';
import { linesKey, RECORD, type RunRequest } from '../../../lib/pipeline/run-records.ts';
import { salvage } from '../../../lib/pipeline/salvage.ts';
import { sendOrder } from '../../../lib/pipeline/steps/send-order.ts';
import { stopCrew } from '../../../lib/pipeline/steps/stop-crew.ts';
import { measured, ready, state, TWO_SITES, type World, world } from './steps-world.ts';

const LANE = 'lambda-1gb.us-east-1.small';
const SECONDS = 90;

/** One round of one of two lanes, in which each block had one timed sample; the order took 90 seconds. */
async function oneRound(failing: readonly string[] = [], asked: Partial<RunRequest> = {}): Promise<World> {
  const made = await world(TWO_SITES, asked);
  made.unwritable.add('wasabi.us-east-1');
  await ready(made, LANE);
  await sendOrder(made.ports, state(made));
  await measured(made, failing);
  const key = linesKey(LANE, 'client', 0);
  const end = { kind: 'end', round: 0, wallMs: SECONDS * 1000, error: null };
  const lines = ((await made.records.read(key)) ?? '').replace(/^\{"kind":"end".*\n/m, '');
  await made.records.write(key, `${lines}${JSON.stringify(end)}\n`);
  made.now = new Date(made.now.getTime() + 100_000);
  await stopCrew(made.ports, state(made, 1));
  await salvage(made.ports, 'stopped');
  return made;
}

const runOf = ({ records }: World): Promise<RunRecord> => RECORD.run.need(records);
const amount = ({ cost }: RunRecord, what: string) => cost?.lines.find((line) => line.what.includes(what))?.amount;

describe('what a run cost', () => {
  it('is counted from what was done, where the estimate counts what was planned', async () => {
    const run = await runOf(await oneRound());
    // Two connections, one sample each way; 32 objects were written to be read.
    expect(amount(run, 'S3 GET requests in us-east-1')).toBe(2);
    expect(amount(run, 'S3 PUT requests in us-east-1')).toBe(32 + 2);
    expect(amount(run, 'S3 GET requests in eu-central-1')).toBeUndefined();
    expect(amount(run, 'S3 PUT requests in eu-central-1')).toBe(32);
    expect(amount(run, 'Lambda 1 GB in us-east-1')).toBe(SECONDS);
    expect(amount(run, 'Lambda requests in us-east-1')).toBe(1);
    expect(run.cost?.usd).toBeGreaterThan(0);
    expect(run.cost?.usd).toBeLessThan(run.estimate.usd);
    expect(run.cost?.usd).toBeCloseTo(
      (run.cost?.lines ?? []).reduce((sum, { usd }) => sum + usd, 0),
      12,
    );
  });

  it('holds no object that was never written', async () => {
    const run = await runOf(await oneRound());
    // Wasabi of us-east-1 could not be filled: the 32 KB are those of the other place.
    expect(amount(run, 'Wasabi 90 days of what is written and deleted in eu-central-1')).toBeCloseTo(32_000 / 1e9, 12);
    expect(amount(run, 'Wasabi 90 days of what is written and deleted in us-east-1')).toBeUndefined();
  });

  it('holds what is deleted as often as what was written, and the scan that finds it', async () => {
    const run = await runOf(await oneRound());
    // 32 items of 1 KB were written to be read, and two measured; names make each of them two write units.
    expect(amount(run, 'DynamoDB writes in us-east-1')).toBe(2 * 34);
    expect(amount(run, 'DynamoDB deletes in us-east-1')).toBe(2 * 34);
    expect(amount(run, 'DynamoDB scans in us-east-1')).toBe(Math.ceil((34 * 1064) / 4096));
  });

  it('is paid at home for the machine, its steps and its records', async () => {
    const run = await runOf(await oneRound([], { home: 'eu-central-1' }));
    const home = run.cost?.lines.filter(({ what }) => /records in|steps of/.test(what)) ?? [];
    expect(home).toHaveLength(5);
    for (const { what, usd } of home) {
      expect(what).toContain('eu-central-1');
      expect(usd).toBeGreaterThan(0);
    }
  });

  it('counts a failed operation as asked for, and no bytes of it', async () => {
    const [good, bad] = [await runOf(await oneRound()), await runOf(await oneRound(['s3']))];
    expect(amount(bad, 'S3 GET requests in us-east-1')).toBe(2);
    const stored = (run: RunRecord) => amount(run, 'S3 storage in us-east-1') ?? 0;
    expect(stored(good)).toBeGreaterThan(stored(bad));
  });

  it('uses the prices the estimate used', async () => {
    const price = { sku: 's3:get', region: 'us-east-1', unit: 'request', per: 1, usd: 1, asOf: '2026-11-21', source: 'asked' };
    const run = await runOf(await oneRound([], { prices: [price] }));
    const asked = run.cost?.lines.filter(({ source }) => source === 'asked') ?? [];
    expect(asked.find(({ what }) => what.includes('S3 GET'))).toMatchObject({ amount: 2, usd: 2 });
    expect(asked.map(({ what }) => what)).toContain('records in us-east-1: reads');
  });

  it('is not said of a run in which nothing has a price', async () => {
    const made = await ready();
    await salvage(made.ports, 'stopped');
    expect(await runOf(made)).not.toHaveProperty('cost');
  });
});

describe('a lane whose orders run in sandboxes', () => {
  it('says how many there were, how many were used before and how many began cold', async () => {
    const made = await world(TWO_SITES);
    made.hostReady = () => ({ addresses: {}, facts: { function: 'probe' } });
    await ready(made, LANE);
    const told = [
      { sandbox: 'a', cold: 1 },
      { sandbox: 'b', cold: 1 },
      { sandbox: 'a', cold: 0 },
    ];
    for (const [round, facts] of told.entries()) {
      await sendOrder(made.ports, state(made, round));
      await measured(made);
      const key = linesKey(LANE, 'client', round);
      const line = { kind: 'ready', addresses: {}, facts: { ...facts, invocation: 1, initMs: 5, kernel: '6.1' } };
      await made.records.write(key, `${JSON.stringify(line)}\n${await made.records.read(key)}`);
    }
    await stopCrew(made.ports, state(made, 3));
    await salvage(made.ports, 'stopped');
    const lane = (await runOf(made)).lanes.find(({ id }) => id === LANE);
    expect(lane?.sandboxes).toEqual({ orders: 3, count: 2, reused: 1, cold: 2 });
    expect(lane?.facts).toEqual({ kernel: '6.1', function: 'probe' });
  });

  it('is one only where hosts speak of sandboxes', async () => {
    const made = await ready();
    await salvage(made.ports, 'stopped');
    expect((await runOf(made)).lanes[0]).not.toHaveProperty('sandboxes');
  });
});
