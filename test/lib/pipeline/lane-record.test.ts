import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../lib/domain/cell.ts';
import { type LaneRecord, PLAYED_BY } from '../../../lib/domain/run.ts';
import type { BlockReport } from '../../../lib/domain/sample.ts';
import { laneRecord } from '../../../lib/pipeline/lane-record.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { TWO_SITES, world } from './steps-world.ts';

const PUBLIC = '52.219.1.1';
const block = (cell: string, fields: Partial<BlockReport> = {}): BlockReport => ({
  kind: 'block',
  cell,
  round: 0,
  samples: 10,
  failures: 0,
  wallMs: 1000,
  measuredMs: 900,
  warmupMs: 100,
  cpuShare: 0.1,
  loopDelayMs: 0,
  throttled: null,
  ...fields,
});

interface Shape {
  /** Of each block of this place. */
  readonly addresses?: (place: string) => readonly string[];
  /** Begins the note of each store. */
  readonly note?: string;
  /** Blocks of the cell at this position in its lane. */
  readonly blocks?: (position: number) => Partial<BlockReport>;
  readonly cloud?: boolean;
  /** Blocks of each cell; 1 unless told. */
  readonly many?: number;
}

/** The record of the first lane of a plan, each of whose cells was measured in one block. */
async function recorded({ addresses = () => [], note, blocks = () => ({}), cloud = true, many = 1 }: Shape): Promise<LaneRecord> {
  const { ports, records } = await world(cloud ? TWO_SITES : {});
  const plan = await RECORD.plan.need(records);
  const lane = plan.lanes[0];
  if (!lane) throw new Error('no lane');
  const cells = new Map(
    lane.cells.map((id, i) => {
      const cell = plan.cells.find((one) => one.id === id);
      const one = block(id, { addresses: addresses((cell && placeOf(cell)) ?? ''), ...blocks(i) });
      return [id, { blocks: Array<BlockReport>(many).fill(one) }];
    }),
  );
  const outcome = { id: lane.id, outcome: 'measured', rounds: { planned: 6, done: 6 }, seconds: 100 } as const;
  const stores = plan.stores.map((store) => ({ ...store, ...(note === undefined ? {} : { note }) }));
  return laneRecord(ports, { lane, outcome, tally: { cells, calibration: [], ready: [] } }, { ...plan, stores });
}

describe('the addresses in a lane’s record', () => {
  it('are listed for places of providers, each once and in order', async () => {
    const { instrument } = await recorded({ addresses: (place) => [PUBLIC, place.startsWith('s3.') ? '3.5.1.1' : PUBLIC] });
    const found = instrument?.addresses ?? [];
    expect(found.length).toBeGreaterThan(1);
    for (const { place, list, count } of found) {
      expect(list).toEqual(place.startsWith('s3.') ? ['3.5.1.1', PUBLIC] : [PUBLIC]);
      expect(count).toBe(list?.length);
    }
  });

  it.each([
    ['of a store that only this run knows', { cloud: false, addresses: () => [PUBLIC] }],
    ['of a place that another address plays', { note: `${PLAYED_BY}${PUBLIC}`, addresses: () => [PUBLIC] }],
    ['of a network of the user’s own', { addresses: () => [PUBLIC, '10.0.0.7'] }],
  ])('%s are counted, never listed', async (_, shape: Shape) => {
    const record = await recorded(shape);
    expect(record.instrument?.addresses.length).toBeGreaterThan(0);
    for (const one of record.instrument?.addresses ?? []) {
      expect(one.count).toBe(shape.addresses?.(one.place).length);
      expect(one).not.toHaveProperty('list');
    }
    expect(JSON.stringify(record)).not.toContain(PUBLIC);
  });

  it('are nothing where no connection was made', async () => {
    expect((await recorded({})).instrument?.addresses).toEqual([]);
  });
});

describe('a lane', () => {
  it('counts its client-bound cells from its own blocks, and is flagged when they are most', async () => {
    const most = await recorded({ blocks: (i) => (i > 0 ? { cpuShare: 1 } : {}) });
    expect(most.clientBound).toBe((most.instrument?.cells ?? 0) - 1);
    expect(most.instrument?.clientBound).toBe(true);
    const one = await recorded({ blocks: (i) => (i === 0 ? { cpuShare: 1 } : {}) });
    expect(one).toMatchObject({ clientBound: 1, instrument: { clientBound: false, boundBlocks: { cpu: 1 } } });
  });
});

describe('the processor in a lane’s record', () => {
  it('has its largest share of more blocks than a call takes arguments', async () => {
    const { cpuShare } = await recorded({ many: 200_000, blocks: (position) => ({ cpuShare: position === 0 ? 0.7 : 0.2 }) });
    expect(cpuShare.max).toBe(0.7);
  });

  it('has no loop delay where no block was long enough for one', async () => {
    expect((await recorded({ blocks: () => ({ loopDelayMs: null }) })).maxLoopDelayMs).toBeNull();
    expect((await recorded({ blocks: (position) => ({ loopDelayMs: position === 0 ? 4 : null }) })).maxLoopDelayMs).toBe(4);
  });
});
