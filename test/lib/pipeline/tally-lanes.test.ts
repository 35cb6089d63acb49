import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from '../../../bench/summary/exactness.ts';
import { type Generated, generate } from '../../../bench/summary/generate.ts';
import { compressedRecords, type Summarised, summariseFolder } from '../../../bench/summary/summarise-folder.ts';
import type { Ports } from '../../../lib/pipeline/ports.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { LANES_AT_ONCE, type LaneResult, tallyLanes } from '../../../lib/pipeline/tally-lanes.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';

const folder = mkdtempSync(join(tmpdir(), 'firstbyte-tally-'));
const records = compressedRecords(folder);
const ports = { records } as unknown as Ports;
const KEPT = { metrics: scenarioPlan('transfer').metrics, givenOf: () => undefined };
let generated: Generated;

beforeAll(async () => {
  generated = await generate(folder, 6_000, 5);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = ({ tally }: LaneResult) =>
  [...tally.cells.values()].reduce((sum, { rounds }) => sum + [...rounds.values()].reduce((all, { rows }) => all + rows, 0), 0);

describe('lanes that are read', () => {
  it('hand over every sample once, and keep counts when they let go of them', async () => {
    const plan = await RECORD.plan.need(records);
    let seen = 0;
    const lanes = await tallyLanes(ports, plan, KEPT, (instances) => {
      for (const lane of instances) seen += rowsOf(lane);
    });
    expect(generated.lanes).toBeGreaterThan(LANES_AT_ONCE);
    expect(lanes.map(({ lane }) => lane.id)).toEqual(plan.lanes.map(({ id }) => id));
    expect(lanes.reduce((sum, lane) => sum + rowsOf(lane), 0)).toBe(0);
    const cells = lanes.flatMap(({ tally }) => [...tally.cells.values()]);
    expect(cells.reduce((sum, { timed }) => sum + timed, 0)).toBe(seen);
    const all = cells.reduce((sum, cell) => sum + cell.timed + cell.warmups + cell.failures + cell.warmupFailures, 0);
    expect(all).toBe(generated.samples);
  });

  it('never hold the samples of more lanes than are read at a time', async () => {
    const plan = await RECORD.plan.need(records);
    let reading = 0;
    let most = 0;
    const open = new Set<string>();
    const watched: Pick<Ports, 'records'> = {
      records: {
        ...records,
        read: (key) => {
          const lane = key.split('/')[1];
          if (key.endsWith('.ndjson') && lane && !open.has(lane)) {
            open.add(lane);
            most = Math.max(most, ++reading);
          }
          return records.read(key);
        },
      },
    };
    await tallyLanes(watched as Ports, plan, KEPT, (instances) => {
      reading -= instances.length;
    });
    expect(most).toBe(LANES_AT_ONCE);
    expect(reading).toBe(0);
  });

  it('fail where a lane has no outcome', async () => {
    const plan = await RECORD.plan.need(records);
    const [first] = plan.lanes;
    const lanes = first ? [{ ...first, id: 'nobody' }] : [];
    await expect(tallyLanes(ports, { ...plan, lanes }, KEPT, () => {})).rejects.toMatchObject({ name: 'RecordMissing' });
  });
});

describe('the summary of a run', () => {
  it('has the figures of plain sorting, to the last digit', async () => {
    const summarised: Summarised = await summariseFolder(folder);
    expect(summarised.timed).toBeGreaterThan(3_000);
    expect(await differences(records)).toEqual([]);
  });
});
