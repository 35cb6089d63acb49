import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BlockReport, OrderEnd, Ready } from '../../lib/domain/sample.ts';
import { bundled, cleanUp, sourceOf, startAgent } from './agent-process.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from './exchanges.ts';
import { respond, type ScriptedOptions, type ScriptedServer, scriptedServer } from './scripted-server.ts';

const BYTES = 2000;
let program = '';
let server: ScriptedServer | undefined;

beforeAll(async () => {
  program = await bundled('agent/entry.ts');
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(cleanUp);

const serve = async (stall: () => boolean = () => false, options?: ScriptedOptions): Promise<ScriptedServer> => {
  server = await scriptedServer((socket) => void (stall() || socket.write(respond('200 OK', content(0, BYTES)))), options);
  return server;
};
const gets = (url: string, n: number) => Array.from({ length: n }, () => exchange(objectPart('GET', `${url}/key`, BYTES)));

describe('the agent', () => {
  it.each([
    ['bundled', () => program],
    ['from its sources', () => sourceOf('agent/entry.ts')],
  ])('%s takes a post and orders, and writes ready, calibrations, blocks and an end', async (_, path) => {
    const { url } = await serve();
    const agent = startAgent(path(), post);
    const ready = (await agent.next('ready')) as Ready;
    expect(ready.addresses).toEqual({});
    expect(ready.facts).toMatchObject({ node: process.versions.node, kernel: expect.any(String), cpus: expect.any(Number) });
    expect(ready.facts.warmUpRequests).toBeGreaterThan(50);
    for (const round of [0, 1]) {
      const blocks = [blockOf('fresh', 1, gets(url, 3)), blockOf('reused', 2, gets(url, 4))];
      agent.send({ order: orderOf(blocks, { round, calibrationRequests: 5 }) });
      expect(await agent.next('end')).toMatchObject({ round, error: null });
    }
    const kinds = [
      'calibration',
      'warmup',
      'timed',
      'timed',
      'block',
      'warmup',
      'warmup',
      'timed',
      'timed',
      'block',
      'calibration',
      'end',
    ];
    expect(agent.lines.map(({ kind }) => kind)).toEqual(['ready', ...kinds, ...kinds]);
    const error = { min: expect.any(Number), median: expect.any(Number), p90: expect.any(Number), max: expect.any(Number) };
    expect(agent.lines.filter(({ kind }) => kind === 'calibration')).toEqual(
      Array(2)
        .fill((['before', 'after'] as const).map((when) => expect.objectContaining({ when, n: 5, errorMs: error, tls: error })))
        .flat(),
    );
    const reports = agent.lines.filter((line): line is BlockReport => line.kind === 'block');
    // Linux says all of it; a system that does not says null.
    const told = expect.toSatisfy((value: unknown) => value === null || Number(value) >= 0);
    const pauses = { count: expect.any(Number), totalMs: expect.any(Number), maxMs: expect.any(Number) };
    for (const { cpuShare, loopDelayMs, measuredMs, wallMs, failures, ...cost } of reports) {
      expect(cost).toMatchObject({ throttled: told, throttledMs: told, waitedMs: told, switchedOut: told, gc: pauses });
      expect(cost).toMatchObject({ handshakes: { full: 0, resumed: 0 }, addresses: ['127.0.0.1'], loopDelayMedianMs: told });
      expect(cost.coresAllowed).toBe(ready.facts.coresAllowed);
      expect(failures).toBe(0);
      expect(Math.min(cpuShare, loopDelayMs ?? 0)).toBeGreaterThanOrEqual(0);
      expect(measuredMs).toBeLessThanOrEqual(wallMs);
    }
    expect(await agent.end()).toBe(0);
  });

  it('measures over TLS with a certificate authority from NODE_EXTRA_CA_CERTS', async () => {
    const file = (name: string): string => sourceOf(`test/fixtures/tls/localhost.${name}.pem`);
    const tls = { key: readFileSync(file('key')), cert: readFileSync(file('cert')) };
    const { port } = await serve(() => false, { tls });
    const agent = startAgent(program, post, { NODE_EXTRA_CA_CERTS: file('cert') });
    agent.send({ order: orderOf([blockOf('fresh', 1, gets(`https://localhost:${port}`, 3))]) });
    await agent.next('end');
    expect(agent.lines.filter(({ kind }) => kind === 'timed')).toEqual(
      Array(2).fill(expect.objectContaining({ error: null, reused: false })),
    );
    // The server hands out tickets, and none is used.
    expect(agent.lines.find(({ kind }) => kind === 'block')).toMatchObject({ handshakes: { full: 3, resumed: 0 } });
    expect(await agent.end()).toBe(0);
  });

  it.each([
    ['text that is no JSON', '{"order":', 'BadOrder', -1],
    ['another version', { order: orderOf([], { v: 2 as 1 }) }, 'WrongVersion', 3],
    ['a missing field', { order: { ...orderOf([]), blocks: undefined } }, 'BadOrder', 3],
    ['a foreign role', { order: orderOf([], { role: 'server' }) }, 'BadOrder', 3],
    [
      'too few exchanges',
      { order: orderOf([{ ...blockOf('fresh', 1, []), exchanges: gets('http://127.0.0.1:1', 1), timed: 3 }]) },
      'BadOrder',
      3,
    ],
  ])('answers an order of %s with an end that names it, and lives on', async (_, order, name, round) => {
    const agent = startAgent(program, post);
    agent.send(order);
    expect((await agent.next('end')) as OrderEnd).toMatchObject({ round, error: { name } });
    agent.send({ order: orderOf([]) });
    expect((await agent.next('end')) as OrderEnd).toMatchObject({ round: 3, error: null });
    expect(await agent.end()).toBe(0);
  });

  it('writes every block when it is done: what was measured survives its death', async () => {
    let stall = false;
    const { url } = await serve(() => stall);
    const agent = startAgent(program, post);
    agent.send({
      order: orderOf([blockOf('fresh', 1, gets(url, 2)), blockOf('fresh', 1, gets(url, 2))], { timeoutSeconds: 60 }),
    });
    stall = false;
    await agent.next('block');
    stall = true;
    agent.child.kill('SIGKILL');
    await agent.end();
    expect(agent.lines.slice(1, 4).map(({ kind }) => kind)).toEqual(['warmup', 'timed', 'block']);
  });

  it('ignores an interrupt and ends with its input, even while a request hangs', async () => {
    const { url } = await serve(() => true);
    const agent = startAgent(program, post);
    await agent.next('ready');
    agent.send({ order: orderOf([blockOf('fresh', 1, gets(url, 3))], { timeoutSeconds: 60 }) });
    while (server?.requests.length === 0) await sleep(10);
    agent.child.kill('SIGINT');
    await sleep(100);
    expect(agent.child.exitCode).toBeNull();
    const start = performance.now();
    expect(await agent.end()).toBe(0);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('says in one line why it cannot start', async () => {
    const agent = startAgent(program, undefined, {});
    agent.send({ post: { run: 'r' } });
    expect(await agent.end()).toBe(2);
    expect(agent.lines).toEqual([]);
  });
});

describe('a crew of two roles that only the tests have', () => {
  it('runs: the server reports its address, the client measures against it, both end with their input', async () => {
    const echo = await bundled('test/scenario/echo/agent.ts');
    const server = startAgent(echo, { ...post, scenario: 'echo', role: 'server', serves: true });
    const { addresses } = (await server.next('ready')) as Ready;
    const client = startAgent(echo, { ...post, scenario: 'echo' });
    const cell = { cell: 'echo:2ms', axes: { wait: '2ms', payload: 20 }, warmups: 1, timed: 3, exchanges: [] };
    client.send({ order: orderOf([cell], { scenario: 'echo', peers: { server: addresses } }) });
    await client.next('end');
    const timed = client.lines.filter(({ kind }) => kind === 'timed');
    expect(timed).toEqual(
      Array(3).fill(expect.objectContaining({ cell: 'echo:2ms', error: null, roundTrip: expect.any(Number) })),
    );
    expect([await client.end(), await server.end()]).toEqual([0, 0]);
  });

  it('a block whose code throws becomes a failed sample, and the next block is measured', async () => {
    const echo = await bundled('test/scenario/echo/agent.ts');
    const client = startAgent(echo, { ...post, scenario: 'echo' });
    const cell = { cell: 'echo:2ms', axes: { wait: '2ms', payload: 20 }, warmups: 1, timed: 3, exchanges: [] };
    client.send({ order: orderOf([cell, cell], { scenario: 'echo', peers: { server: { echo: '127.0.0.1:1' } } }) });
    expect(await client.next('end')).toMatchObject({ error: null });
    const reports = client.lines.filter(({ kind }) => kind === 'block');
    expect(reports).toEqual(Array(2).fill(expect.objectContaining({ samples: 1, failures: 1 })));
    expect(await client.end()).toBe(0);
  });

  it('a role that the program does not know is said before anything runs', async () => {
    const agent = startAgent(program, { ...post, role: 'server', serves: true });
    expect(await agent.end()).toBe(2);
  });
});
