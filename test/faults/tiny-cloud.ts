import { HostLost, NamedError, StoreFailed } from '../../lib/domain/errors.ts';
import type { Order } from '../../lib/domain/order.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { Host, Ports, Records, Store } from '../../lib/pipeline/ports.ts';
import { linesKey, RECORD } from '../../lib/pipeline/run-records.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';

/** The five ways by which a run is removed. */
export const WAYS = ['catch', 'rule', 'deadline', 'host', 'janitor'] as const;
export type Way = (typeof WAYS)[number];

/** What a function does to the world: it may die right after any of them. */
export type Effect = 'record' | 'schedule' | 'container' | 'instance' | 'order' | 'poll' | 'page' | 'removal';

/** One invocation of a function. When it is dead, nothing it still asks for happens. */
export interface Invocation {
  alive: boolean;
  readonly diesAfter?: Effect;
  /** What happens between the function's last look at the run and this effect, once. */
  before?: { readonly effect: Effect; readonly work: () => Promise<void> } | undefined;
}

/** A cloud small enough to read: instances, containers of stores, one schedule, pages, and a clock that tests move. */
export interface TinyCloud {
  now: Date;
  /** The way that is at work: what is removed meanwhile counts for it. */
  way: Way;
  readonly run: string;
  readonly texts: Map<string, string>;
  readonly instances: Map<string, { readonly expires: number }>;
  readonly containers: Set<string>;
  readonly pages: { readonly record: RunRecord; readonly html: string }[];
  readonly removals: { readonly what: string; readonly way: Way }[];
  /** When the run's schedule fires, milliseconds since 1970. */
  deadline: number | undefined;
  /** Makes every removal of an instance through the API fail. */
  refusesToTerminate: boolean;
  /** A slow agent never ends an order in the time of a test. */
  agent: 'quick' | 'slow';
  /** Called when a host is handed an order. */
  onOrder?: () => void;
  ports(invocation?: Invocation): Ports;
}

/** An instance ends itself after this long. */
const HOST_LIFE_MS = 150 * 60_000;

export function tinyCloud(run: string): TinyCloud {
  const cloud: TinyCloud = {
    now: new Date('2026-11-21T12:00:00Z'),
    way: 'catch',
    run,
    texts: new Map(),
    instances: new Map(),
    containers: new Set(),
    pages: [],
    removals: [],
    deadline: undefined,
    refusesToTerminate: false,
    agent: 'quick',
    ports: (invocation = { alive: true }) => portsOf(cloud, invocation),
  };
  return cloud;
}

/** What is there, seen from outside: not what the run says of itself. */
export const remains = ({ instances, containers, deadline }: TinyCloud): string[] => [
  ...[...instances.keys()].map((id) => `instance ${id}`),
  ...[...containers].map((place) => `container ${place}`),
  ...(deadline === undefined ? [] : ['schedule']),
];

export function removed(cloud: TinyCloud, what: string): void {
  cloud.removals.push({ what, way: cloud.way });
}

function portsOf(cloud: TinyCloud, invocation: Invocation): Ports {
  /** Every call a function makes goes through here: a dead one makes none. */
  const call = async <T>(effect: Effect | undefined, does: () => T | Promise<T>): Promise<T> => {
    if (!invocation.alive) throw new NamedError('Runtime.ExitError', 'the function was killed');
    const { before } = invocation;
    if (before && before.effect === effect) {
      invocation.before = undefined;
      await before.work();
    }
    const result = await does();
    if (effect !== undefined && effect === invocation.diesAfter) invocation.alive = false;
    if (!invocation.alive) throw new NamedError('Runtime.ExitError', 'the function was killed');
    return result;
  };
  const records: Records = {
    read: (key) => call(undefined, () => cloud.texts.get(key)),
    write: (key, text) => call('record', () => void cloud.texts.set(key, text)),
    append: (key, text) => call('record', () => void cloud.texts.set(key, (cloud.texts.get(key) ?? '') + text)),
    list: (prefix) => call(undefined, () => [...cloud.texts.keys()].filter((key) => key.startsWith(prefix)).sort()),
  };
  const terminate = (id: string) =>
    call('removal', () => {
      if (!cloud.instances.has(id)) return;
      if (cloud.refusesToTerminate) throw new NamedError('RequestLimitExceeded', 'EC2 terminates nothing now');
      cloud.instances.delete(id);
      removed(cloud, id);
    });
  return {
    run: cloud.run,
    now: () => cloud.now,
    records,
    scenario: scenarioPlan,
    host: () => hostOf(cloud, records, call, terminate),
    store: (place) => storeOf(cloud, place, call),
    publisher: {
      publish: (record, html) =>
        call('page', () => {
          cloud.pages.push({ record: structuredClone(record), html });
          return 'https://pages.invalid/secret';
        }),
    },
    guard: {
      set: (at) => call('schedule', () => void Object.assign(cloud, { deadline: at.getTime() })),
      clear: () => call(undefined, () => void Object.assign(cloud, { deadline: undefined })),
    },
    sweep: async () => {
      const problems: string[] = [];
      for (const id of cloud.instances.keys())
        if (await RECORD.intent.read(records, id))
          await terminate(id).catch((error: Error) => problems.push(`${id}: ${error.message}`));
        else problems.push(`${id} carries the run's tag and is not on record`);
      return problems;
    },
    leftovers: () => call(undefined, () => ({ instances: cloud.instances.size })),
  };
}

type Call = <T>(effect: Effect | undefined, does: () => T | Promise<T>) => Promise<T>;

function hostOf(cloud: TinyCloud, records: Records, call: Call, terminate: (id: string) => Promise<void>): Host {
  return {
    async start({ lane, role }) {
      const id = `${lane}.${role}`;
      const intent = { kind: 'instance', region: 'eu-test-1', name: id, at: cloud.now.toISOString() } as const;
      await RECORD.intent.write(records, intent, id);
      await call('instance', () => void cloud.instances.set(id, { expires: cloud.now.getTime() + HOST_LIFE_MS }));
      return { id };
    },
    ready: ({ id }) =>
      call(undefined, () => {
        if (!cloud.instances.has(String(id))) throw new HostLost(`${id} is gone`);
        return { addresses: {}, facts: {} };
      }),
    // A quick agent's lines are there as soon as it has its order.
    send: (_, order) =>
      call('order', () => {
        cloud.onOrder?.();
        if (cloud.agent === 'quick') cloud.texts.set(linesKey(order.lane, order.role, order.round), linesOf(order));
      }),
    poll: (_, { lane, role, round }) => call('poll', () => ({ done: cloud.texts.has(linesKey(lane, role, round)) })),
    stop: ({ id }) => terminate(String(id)),
  };
}

function storeOf(cloud: TinyCloud, place: string, call: Call): Store {
  return {
    record: { id: place, title: place, site: 'eu-test-1', kind: 'object' },
    open: () => call('container', () => void cloud.containers.add(place)),
    seed: () =>
      call(undefined, () => {
        if (!cloud.containers.has(place)) throw new StoreFailed(`${place} has no container`);
      }),
    sign: ({ operation, key, bytes, offset }) => {
      const method = operation === 'get' ? ('GET' as const) : ('PUT' as const);
      const part = { kind: 'object', method, url: `https://${place}.invalid/${key}`, headers: {}, bytes, offset } as const;
      return call(undefined, () => ({ parts: [part], parallel: 1, bytes }));
    },
    close: () => call('removal', () => void (cloud.containers.delete(place) && removed(cloud, place))),
    left: () => call(undefined, () => ({ containers: cloud.containers.has(place) ? 1 : 0 })),
  };
}

/** What an agent writes for an order: one timed sample a block, and its end. */
function linesOf({ run, round, blocks }: Order): string {
  const lines = blocks.flatMap(({ cell }) => {
    const sample = { v: 1, run, cell, round, seq: 0, kind: 'timed', at: 0, error: null, ttfb: 1, total: 2, bytes: 1000 };
    const counts = { samples: 1, failures: 0, wallMs: 2, measuredMs: 1, warmupMs: 0, cpuShare: 0, loopDelayMs: 0 };
    return [sample, { kind: 'block', cell, round, ...counts, throttled: null }];
  });
  return [...lines, { kind: 'end', round, wallMs: 1, error: null }].map((line) => `${JSON.stringify(line)}\n`).join('');
}
