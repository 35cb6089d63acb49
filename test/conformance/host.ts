import { afterEach, describe, expect, it, vi } from 'vitest';
import { ORDER_VERSION, type Order, type Post } from '../../lib/domain/order.ts';
import { type AgentLine, isSample } from '../../lib/domain/sample.ts';
import type { Host, HostHandle, Records } from '../../lib/pipeline/ports.ts';
import { linesKey } from '../../lib/pipeline/run-records.ts';

export interface HostUnderTest {
  readonly host: Host;
  readonly records: Records;
  /** A plain HTTP URL the host can reach, which answers GET with `bytes` bytes. */
  readonly url: string;
  readonly bytes: number;
  /** Members of this host that still run. */
  readonly running: () => Promise<number>;
  /** How long a start may take, milliseconds. */
  readonly patienceMs: number;
  /** Host and site of its post, where the host looks at them. */
  readonly at?: Pick<Post, 'host' | 'site'>;
  /** What it says of itself once it is ready, where that is not its agent's word. */
  readonly says?: Readonly<Record<string, unknown>>;
}

const post: Post = {
  run: 'conformance',
  lane: 'lane',
  scenario: 'transfer',
  role: 'client',
  serves: false,
  host: 'under-test',
  site: 'here',
};

/** What the state machine relies on of any host. */
export function hostConformance(name: string, make: () => Promise<HostUnderTest>): void {
  describe(`the host ${name}`, () => {
    let under: HostUnderTest;
    const started: HostHandle[] = [];

    const start = async (): Promise<HostHandle> => {
      under = await make();
      const handle = await under.host.start({ ...post, ...under.at });
      started.push(handle);
      return throughJson(handle);
    };
    const ready = (handle: HostHandle) =>
      vi.waitUntil(() => under.host.ready(handle), { timeout: under.patienceMs, interval: 50 });
    const done = (handle: HostHandle, round: number) =>
      vi.waitUntil(async () => (await under.host.poll(handle, { ...post, round })).done, {
        timeout: under.patienceMs,
        interval: 50,
      });
    const linesOf = async (round: number): Promise<AgentLine[]> =>
      ((await under.records.read(linesKey('lane', 'client', round))) ?? '')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

    afterEach(async () => {
      for (const handle of started.splice(0)) await under.host.stop(handle);
    });

    it('starts, becomes ready and says what it is', async () => {
      const handle = await start();
      expect((await ready(handle))?.facts).toMatchObject(under.says ?? { node: expect.stringMatching(/^24\./) });
    }, 60_000);

    it('runs orders one after another; every line of a round lies under its key, its end last', async () => {
      const handle = await start();
      await ready(handle);
      for (const round of [0, 1]) {
        await under.host.send(handle, orderOf(under, round));
        await done(handle, round);
        const lines = await linesOf(round);
        const samples = lines.filter(isSample);
        expect(samples.map(({ kind, error }) => `${kind} ${error}`)).toEqual(['warmup null', 'timed null', 'timed null']);
        expect(samples.every((sample) => sample.round === round)).toBe(true);
        expect(lines.filter(({ kind }) => kind === 'calibration')).toHaveLength(2);
        expect(lines.at(-1)).toMatchObject({ kind: 'end', error: null });
      }
    }, 60_000);

    it('ends an order it cannot run with a named error, and takes the next', async () => {
      const handle = await start();
      await ready(handle);
      await under.host.send(handle, { ...orderOf(under, 0), scenario: 'unheard-of' });
      await done(handle, 0);
      expect((await linesOf(0)).at(-1)).toMatchObject({ kind: 'end', error: { name: expect.stringMatching(/^[A-Z]\w+$/) } });
      await under.host.send(handle, orderOf(under, 1));
      await done(handle, 1);
      expect((await linesOf(1)).at(-1)).toMatchObject({ error: null });
    }, 60_000);

    it('is not done before the end of the order asked for', async () => {
      const handle = await start();
      await ready(handle);
      expect(await under.host.poll(handle, { ...post, round: 5 })).toMatchObject({ done: false });
    }, 60_000);

    it('leaves nothing running when it is stopped, and may be stopped again', async () => {
      const handle = await start();
      await ready(handle);
      await under.host.stop(handle);
      await under.host.stop(handle);
      expect(await under.running()).toBe(0);
    }, 60_000);

    it('can be stopped before it is ready', async () => {
      const handle = await start();
      await under.host.stop(handle);
      expect(await under.running()).toBe(0);
    }, 60_000);
  });
}

/** Steps run in different processes: a handle must survive as JSON. */
const throughJson = (handle: HostHandle): HostHandle => JSON.parse(JSON.stringify(handle));

function orderOf({ url, bytes }: HostUnderTest, round: number): Order {
  const part = { kind: 'object', method: 'GET', url, headers: {}, bytes, offset: 0 } as const;
  const exchange = { parts: [part], parallel: 1, bytes };
  return {
    v: ORDER_VERSION,
    run: post.run,
    lane: post.lane,
    round,
    scenario: post.scenario,
    role: post.role,
    seed: 1,
    peers: {},
    timeoutSeconds: 10,
    calibrationRequests: 3,
    blocks: [
      {
        cell: 'c',
        axes: { store: 's', connection: 'reused', operation: 'get', size: bytes, streams: 1 },
        warmups: 1,
        timed: 2,
        exchanges: [exchange, exchange, exchange],
      },
    ],
  };
}
