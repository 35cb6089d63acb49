import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DYNAMODB_ENTRY } from '../../lib/adapters/local/dynamodb/config.ts';
import { type Service, startService } from '../../lib/adapters/local/service.ts';
import { agentNodeFlags } from '../../lib/domain/node-flags.ts';
import type { Block } from '../../lib/domain/order.ts';
import type { BlockReport } from '../../lib/domain/sample.ts';
import { bundled, cleanUp } from './agent-process.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from './exchanges.ts';
import { type Loopback, loopback, type Mailbox, mailbox } from './mailbox.ts';
import { metadataService } from './metadata-service.ts';

const BYTES = 100;
let program = '';
let echo = '';
let box: Mailbox;
let store: Loopback;
const running: ChildProcess[] = [];

beforeAll(async () => {
  program = await bundled('agent/remote-entry.ts');
  echo = await bundled('test/scenario/echo/remote.ts');
});
beforeEach(async () => {
  box = await mailbox();
  store = await loopback((_, response) => response.end(content(0, BYTES)));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  box.close();
  store.close();
});
afterAll(cleanUp);

/** Starts the program as a host does, with nothing of this machine's keys. */
function start(bundle: string, url: string, env: NodeJS.ProcessEnv = {}) {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = process.env;
  const child = spawn(process.execPath, [...agentNodeFlags, bundle, url], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...rest, ...env },
  });
  running.push(child);
  const complaints = text(child.stderr);
  const printed = text(child.stdout);
  const ended = once(child, 'close').then(async ([code]) => ({ code, complaints: await complaints, printed: await printed }));
  return { child, ended };
}
const give = (errand: object): string => {
  box.document = JSON.stringify({ v: 1, post, order: null, uploads: box.uploads, ...errand });
  return box.errandUrl;
};
const kinds = () => box.lines().map(({ kind }) => kind);
const gets = (n: number) => Array.from({ length: n }, () => exchange(objectPart('GET', `${store.url}/key`, BYTES)));

describe('the agent far away', () => {
  it('without an order says that it can measure here, and ends', async () => {
    expect(await start(program, give({})).ended).toEqual({ code: 0, complaints: '', printed: '' });
    expect(box.lines()).toEqual([
      { kind: 'ready', addresses: {}, facts: expect.objectContaining({ node: process.versions.node }) },
    ]);
  });

  it('with an order runs it, each block written when it is done, and ends', async () => {
    const order = orderOf([blockOf('reused', 1, gets(3)), blockOf('fresh', 1, gets(3))], { calibrationRequests: 3 });
    expect(await start(program, give({ order })).ended).toMatchObject({ code: 0, complaints: '' });
    const block = ['warmup', 'timed', 'timed', 'block'];
    expect(kinds()).toEqual(['calibration', ...block, ...block, 'calibration', 'end']);
    expect(box.written.size).toBe(5);
    const head = Buffer.byteLength(`GET /key HTTP/1.1\r\nHost: ${new URL(store.url).host}\r\n\r\n`);
    const reports = box.lines().filter((line): line is BlockReport => line.kind === 'block');
    expect(reports.map(({ headBytes }) => headBytes)).toEqual([head, head]);
  });

  it('ends an order it cannot carry out with its reason', async () => {
    expect(await start(program, give({ order: { ...orderOf([]), v: 2 } })).ended).toMatchObject({ code: 0 });
    expect(box.lines()).toEqual([
      expect.objectContaining({ kind: 'end', error: expect.objectContaining({ name: 'WrongVersion' }) }),
    ]);
  });

  it('says in one line why it cannot read its errand: exit code 2', async () => {
    box.faults.push(403);
    const { code, complaints, printed } = await start(program, box.errandUrl).ended;
    expect([code, printed]).toEqual([2, '']);
    expect(complaints).toBe('the errand cannot be fetched: answered 403 Wrong\n');
  });

  it('says in one line that its lines cannot be written: exit code 1', async () => {
    const refusing = await loopback((_, response) => response.writeHead(403).end());
    const { code, complaints } = await start(program, give({ uploads: [refusing.url] })).ended;
    expect([code, complaints]).toEqual([1, 'lines could not be written: answered 403\n']);
    refusing.close();
  });

  it('does nothing when another process has begun the same errand', async () => {
    const errand = give({ order: orderOf([blockOf('reused', 1, gets(3))]) });
    await start(program, errand).ended;
    const before = box.lines();
    expect(await start(program, errand).ended).toMatchObject({ code: 0, complaints: '' });
    expect(box.lines()).toEqual(before);
  });

  it('as a server role reports its addresses and serves until it is told to stop', async () => {
    const serving = start(echo, give({ post: { ...post, scenario: 'echo', role: 'server', serves: true } }));
    const [ready] = await vi.waitUntil(() => (box.written.size > 0 ? box.lines() : undefined), { timeout: 20_000 });
    expect(ready).toMatchObject({ kind: 'ready', addresses: { echo: expect.any(String) } });
    expect(serving.child.exitCode).toBeNull();
    serving.child.kill('SIGTERM');
    expect(await serving.ended).toMatchObject({ code: 0, complaints: '' });
  });

  it('says that it does not know a server role', async () => {
    const { code, complaints } = await start(program, give({ post: { ...post, role: 'server', serves: true } })).ended;
    expect([code, complaints]).toEqual([1, 'no server role server in scenario transfer\n']);
  });
});

describe('items on an instance', () => {
  let table: Service;
  beforeAll(async () => {
    table = await startService(DYNAMODB_ENTRY, { port: 0 });
  });
  afterAll(() => table.stop());

  it('are signed with the role of the metadata service, which is asked once, before the first block', async () => {
    const metadata = await metadataService(new Date(Date.now() + 3_600_000));
    const item = { operation: 'put', region: 'eu-central-1', table: 'missing', key: 'k', bytes: 10, offset: 0 } as const;
    const part = { kind: 'item', endpoint: `http://127.0.0.1:${table.port}`, ...item } as const;
    const block: Block = {
      ...blockOf('reused', 1, []),
      exchanges: Array(3).fill({ parts: [part], parallel: 1, bytes: 10 }),
      timed: 2,
    };
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url };
    await start(program, give({ order: orderOf([block]) }), env).ended;
    expect(metadata.requests).toHaveLength(3);
    // The table is not there, which is said only to a request that is signed.
    const samples = box.lines().filter(({ kind }) => kind === 'warmup' || kind === 'timed');
    expect(samples).toEqual(
      Array(3).fill(
        expect.objectContaining({ error: { name: 'HttpStatus', message: 'answered 400 ResourceNotFoundException' } }),
      ),
    );
    const [report] = box.lines().filter((line): line is BlockReport => line.kind === 'block');
    expect(report?.headBytes).toBeGreaterThan(300);
    metadata.close();
  });
});
