import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderRecords } from '../../../lib/adapters/local/folder-records.ts';
import { placeOf } from '../../../lib/domain/cell.ts';
import { StoreFailed } from '../../../lib/domain/errors.ts';
import type { Order } from '../../../lib/domain/order.ts';
import type { Sample } from '../../../lib/domain/sample.ts';
import type { Selection } from '../../../lib/domain/scenario.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import type { Guard, Host, HostReady, Ports, Records, Store } from '../../../lib/pipeline/ports.ts';
import { linesKey, RECORD, type RunRequest } from '../../../lib/pipeline/run-records.ts';
import { plan } from '../../../lib/pipeline/steps/plan.ts';
import { pollCrew } from '../../../lib/pipeline/steps/poll-crew.ts';
import { prepare } from '../../../lib/pipeline/steps/prepare.ts';
import { startCrew } from '../../../lib/pipeline/steps/start-crew.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';

/** A world in which steps can be called one by one: records in a real folder, a host and stores that keep what was asked of them. */
export interface World {
  readonly ports: Ports;
  readonly records: Records;
  lane: string;
  /** Everything hosts and stores were asked for, in order. */
  readonly calls: string[];
  readonly orders: Order[];
  /** What ready() answers; a function may throw. */
  hostReady: () => HostReady | undefined;
  pollState: { done: boolean; lost?: string; failed?: string };
  /** Stores whose `open` fails, and stores whose first object cannot be written. */
  readonly broken: Set<string>;
  readonly unwritable: Set<string>;
  readonly left: Record<string, number>;
  /** What sweep answers, and the guard's last word: the time it fires, or `cleared`. */
  readonly swept: string[];
  guard?: string;
  now: Date;
}

/** Selections of this machine, changed by `overrides`; a request of the cloud by `asked`. */
export async function world(overrides: Partial<Selection> = {}, asked: Partial<RunRequest> = {}): Promise<World> {
  const made = unplanned(overrides, asked);
  await plan(made.ports, { run: 'r' });
  return made;
}

/** A cloud run of two sites, each meeting S3, Wasabi and DynamoDB in a region of its own. */
export const TWO_SITES = {
  ...selectionFrom('quick', { stores: ['s3', 'wasabi', 'dynamodb'], hosts: ['lambda-1gb'], sizes: ['1KB'], rounds: 6 }),
};
export const PLACES = ['eu-central-1', 'us-east-1'].flatMap((region) => TWO_SITES.stores.map((store) => `${store}.${region}`));

/** The same before its Plan. */
export function unplanned(overrides: Partial<Selection> = {}, asked: Partial<RunRequest> = {}): World {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-steps-'));
  const records = folderRecords(folder);
  const calls: string[] = [];
  const orders: Order[] = [];
  const selection = { ...selectionFrom('local', { sizes: ['1KB'], rounds: 6 }), ...overrides };
  const made: World = {
    ports: undefined as unknown as Ports,
    records,
    lane: 'this-machine.local.small',
    calls,
    orders,
    hostReady: () => ({ addresses: {}, facts: {} }),
    pollState: { done: true },
    broken: new Set(),
    unwritable: new Set(),
    left: {},
    swept: [],
    now: new Date('2026-11-21T00:00:00Z'),
  };
  const host: Host = {
    start: async ({ role }) => {
      calls.push(`start ${role}`);
      return { id: role };
    },
    ready: async () => made.hostReady(),
    send: async (_, order) => {
      calls.push(`send ${order.round}`);
      orders.push(order);
    },
    poll: async () => made.pollState,
    stop: async ({ id }) => {
      calls.push(`stop ${id}`);
    },
  };
  const guard: Guard = {
    set: async (at) => {
      calls.push('guard set');
      made.guard = at.toISOString();
    },
    clear: async () => {
      calls.push('guard cleared');
      made.guard = 'cleared';
    },
  };
  const ports: Ports = {
    run: 'r',
    now: () => made.now,
    records,
    publisher: {
      publish: async (run, html) => {
        calls.push(`publish ${run.status} ${html.length > 1000}`);
        return 'the page';
      },
    },
    scenario: scenarioPlan,
    host: () => host,
    store: (id) => storeOf(id, made),
    leftovers: async () => made.left,
    guard,
    sweep: async () => {
      calls.push('sweep');
      return made.swept;
    },
  };
  Object.assign(made, { ports });
  const request = {
    run: 'r',
    preset: 'local',
    selection,
    stores: [],
    skipped: [],
    startedAt: made.now.toISOString(),
    version: '0.0.0',
    ...asked,
  };
  // Written at once: a folder's records are files, and the first step reads them.
  writeFileSync(join(folder, RECORD.request.key()), JSON.stringify(request));
  return made;
}

function storeOf(id: string, { calls, broken, unwritable, left }: World): Store {
  return {
    record: { id, title: id, site: 'here', kind: 'object' },
    touched: () => !broken.has(id),
    open: async () => {
      calls.push(`open ${id}`);
      if (broken.has(id)) throw new StoreFailed(`${id} refuses the connection: is it running?`);
    },
    seed: async ({ key }) => {
      calls.push(`seed ${id} ${key}`);
      if (unwritable.has(id)) throw new StoreFailed(`${id} answers 500`);
    },
    sign: async ({ operation, key, bytes, offset }) => ({
      parts: [
        {
          kind: 'object',
          method: operation === 'get' ? 'GET' : 'PUT',
          url: `http://${id}.invalid/${key}`,
          headers: {},
          bytes,
          offset,
        },
      ],
      parallel: 1,
      bytes,
    }),
    close: async () => {
      calls.push(`close ${id}`);
      if (left[id]) throw new StoreFailed(`${id} does not answer`);
    },
    left: async () => (left[id] ? { objects: left[id] } : {}),
  };
}

/** Writes the lines of one round as an agent would: one timed sample a block, failed where the store is in `failing`. */
export async function measured(
  { records, orders }: World,
  failing: readonly string[] = [],
  ttfb = 1,
  name = 'Timeout',
): Promise<void> {
  const order = orders.at(-1) as Order;
  const lines = order.blocks.flatMap(({ cell, axes }) => {
    const error = failing.includes(String(axes.store)) ? { name, message: 'no answer' } : null;
    const sample: Sample = {
      v: 1,
      run: 'r',
      cell,
      round: order.round,
      seq: 0,
      kind: 'timed',
      at: 0,
      error,
      ...(error ? {} : { ttfb, total: ttfb, bytes: 1000 }),
    };
    const block = {
      kind: 'block',
      cell,
      round: order.round,
      samples: 1,
      failures: error ? 1 : 0,
      wallMs: 2,
      measuredMs: 1,
      warmupMs: 0,
      cpuShare: 0.1,
      loopDelayMs: 0,
      throttled: null,
    };
    return [sample, block];
  });
  const end = { kind: 'end', round: order.round, wallMs: 1, error: null };
  await records.write(
    linesKey(order.lane, order.role, order.round),
    [...lines, end].map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}

/** A lane's state with its first, or another, round due. */
export const state = ({ lane }: World, round = 0) => ({ run: 'r', lane, round });
/** Stores of the local preset. */
export const STORES = ['2ms-140MBps', '8ms-240MBps', '5ms-200MBps', 'dynamodb-local'];

/** Prepares every place of the plan, as the machine does. */
export async function prepareAll(ports: Ports): Promise<void> {
  const { cells } = await RECORD.plan.need(ports.records);
  const places = new Set(cells.flatMap((cell) => (cell.impossible ? [] : (placeOf(cell) ?? []))));
  await Promise.all([...places].map((place) => prepare(ports, { run: 'r', place })));
}

/** Brings a lane to where its first order is due. */
export async function ready(given?: World, lane?: string): Promise<World> {
  const made = given ?? (await world());
  if (lane) made.lane = lane;
  await prepareAll(made.ports);
  await startCrew(made.ports, state(made));
  await pollCrew(made.ports, state(made));
  return made;
}
