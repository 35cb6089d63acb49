import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleAgent } from '../../../../agent/bundle.ts';
import { type ErrandBox, errandBox } from '../../../../lib/adapters/aws/errand-box.ts';
import { lambdaHost } from '../../../../lib/adapters/aws/lambda-host.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import { probeFunction } from '../../../../lib/domain/names.ts';
import type { Order, Post } from '../../../../lib/domain/order.ts';
import type { AgentLine, Ready } from '../../../../lib/domain/sample.ts';
import type { Host } from '../../../../lib/pipeline/ports.ts';
import { linesKey } from '../../../../lib/pipeline/run-records.ts';
import { sourceOf } from '../../../agent/agent-process.ts';
import { blockOf, exchange, objectPart, orderOf, SEED } from '../../../agent/exchanges.ts';
import { hostConformance } from '../../../conformance/host.ts';
import { type FakeLambda, fakeLambda } from './fakes/lambda.ts';
import { BUCKET, type RunBucket, runBucketStandIn } from './run-bucket.ts';

const BYTES = 1000;
const AT = { host: 'lambda-1gb', site: 'eu-central-1' };
const post: Post = { run: 'r1', lane: 'lane', scenario: 'transfer', role: 'client', serves: false, ...AT };
const ref = (round: number) => ({ run: 'r1', lane: 'lane', role: 'client', round });

const folder = mkdtempSync(join(tmpdir(), 'firstbyte-probe-'));
/** Objects by the seed of their content. */
const server = createServer(({ url: path = '' }, response) => {
  const content = contentBlock(Number(path.slice(1))).subarray(0, BYTES);
  response.setHeader('content-length', BYTES).end(content);
});
let url = '';
let bucket: RunBucket;
let lambda: FakeLambda;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bundle = join(folder, 'probe.mjs');
  await bundleAgent(sourceOf('lambdas/probe.ts'), bundle);
  bucket = await runBucketStandIn();
  lambda = await fakeLambda({ [probeFunction(AT.host)]: bundle });
});
afterAll(async () => {
  server.close();
  await lambda.stop();
  await bucket.stop();
  rmSync(folder, { recursive: true, force: true });
});

function hostOf(run: string): { readonly host: Host; readonly box: ErrandBox } {
  const box = errandBox({ s3: bucket.s3, bucket: BUCKET, run, records: bucket.records(run) });
  return { host: lambdaHost({ box, lambda: () => lambda.client(), pausesMs: [10, 10] }), box };
}

let runs = 0;
hostConformance('lambda', async () => {
  // The conformance suite's run has one name: each test gets a fresh bucket prefix by a run of its own.
  const run = `conformance-${runs++}`;
  return {
    host: hostOf(run).host,
    records: bucket.records(run),
    url: `${url}/1`,
    bytes: BYTES,
    running: async () => lambda.running(),
    patienceMs: 20_000,
    at: AT,
    says: { function: 'firstbyte-probe-lambda-1gb', region: 'eu-central-1', memoryMb: 1024 },
  };
});

describe('Lambda as a host', () => {
  let run = '';
  let host: Host;
  beforeEach(() => {
    run = `r${runs++}`;
    ({ host } = hostOf(run));
    lambda.throttle(0);
    lambda.deliver(1);
  });

  const order = (round: number): Order => orderOf([blockOf('reused', 1, gets(3))], { round });
  const gets = (n: number) => Array.from({ length: n }, () => exchange(objectPart('GET', `${url}/${SEED}`, BYTES)));
  const linesOf = async (round: number): Promise<AgentLine[]> =>
    ((await bucket.records(run).read(linesKey('lane', 'client', round))) ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const done = (handle: Awaited<ReturnType<Host['start']>>, round: number) =>
    vi.waitUntil(async () => (await host.poll(handle, ref(round))).done, { timeout: 20_000, interval: 50 });

  it('makes and invokes nothing until there is an order', async () => {
    const before = lambda.events.length;
    const handle = await host.start(post);
    expect(await host.ready(handle)).toBeDefined();
    await host.stop(handle);
    expect(lambda.events).toHaveLength(before);
  });

  it('begins each order with the sandbox it runs in, cold or not', async () => {
    const handle = await host.start(post);
    const facts: Ready['facts'][] = [];
    for (const round of [0, 1]) {
      await host.send(handle, order(round));
      await done(handle, round);
      const [first, ...others] = await linesOf(round);
      expect(first).toMatchObject({ kind: 'ready', facts: { node: expect.any(String), initMs: expect.any(Number) } });
      expect(others.map(({ kind }) => kind)).toEqual(['warmup', 'timed', 'timed', 'block', 'end']);
      facts.push((first as Ready).facts);
    }
    expect(facts[1]).toMatchObject({ sandbox: facts[0]?.sandbox, initMs: facts[0]?.initMs, cold: 0 });
    expect(facts[1]?.invocation).toBe(Number(facts[0]?.invocation) + 1);
  });

  it('hands over one URL and nothing else, and deletes the errand with its URLs once it is done', async () => {
    const handle = await host.start(post);
    await host.send(handle, order(0));
    const event = JSON.parse(lambda.events.at(-1) ?? '') as Record<string, string>;
    expect(Object.keys(event)).toEqual(['errand']);
    await done(handle, 0);
    expect(await bucket.records(run).list('errands/')).toEqual([]);
    expect((await fetch(event.errand ?? '')).status).toBe(404);
  });

  it('deletes the errands of orders that never ended when it is stopped', async () => {
    const handle = await host.start(post);
    const { box } = hostOf(run);
    await box.send(post, order(7));
    expect(await bucket.records(run).list('errands/')).toHaveLength(1);
    await host.stop(handle);
    expect(await bucket.records(run).list('errands/')).toEqual([]);
  });

  it('measures once when the same event is delivered twice', async () => {
    const handle = await host.start(post);
    const before = lambda.invoked.length;
    lambda.deliver(2);
    await host.send(handle, order(0));
    await done(handle, 0);
    await vi.waitUntil(() => lambda.invoked.length === before + 2, { timeout: 20_000 });
    const errors = lambda.invoked.slice(before).map(({ result, errorType }) => errorType ?? result?.error);
    expect(errors).toContain(null);
    // Late enough, it finds no errand any more.
    expect(errors.find((error) => error !== null)).toMatch(/^(AlreadyTaken|BadErrand)/);
    expect((await linesOf(0)).map(({ kind }) => kind)).toEqual(['ready', 'warmup', 'timed', 'timed', 'block', 'end']);
  });

  it('waits while Lambda throttles, and then names the quota', async () => {
    const handle = await host.start(post);
    lambda.throttle(2);
    await host.send(handle, order(0));
    await done(handle, 0);
    lambda.throttle(3);
    await expect(host.send(handle, order(1))).rejects.toMatchObject({
      name: 'HostLost',
      message: expect.stringContaining('concurrency quota'),
    });
    expect(await bucket.records(run).list('errands/')).toEqual([]);
  });

  it('says to deploy when the function is not there', async () => {
    const handle = await host.start({ ...post, host: 'lambda-3gb' });
    await expect(host.send(handle, order(0))).rejects.toMatchObject({
      name: 'HostLost',
      message: expect.stringMatching(/firstbyte-probe-lambda-3gb is not there in eu-central-1: deploy first/),
    });
  });

  it('refuses a site that is no region, and a role that serves', async () => {
    await expect(host.start({ ...post, site: 'local' })).rejects.toMatchObject({ name: 'HostLost' });
    await expect(host.start({ ...post, serves: true })).rejects.toMatchObject({ name: 'HostLost' });
  });

  it('runs a program that holds no AWS SDK and loads in no time', () => {
    const program = readFileSync(join(folder, 'probe.mjs'), 'utf8');
    expect(program).not.toMatch(/@aws-sdk/);
    expect(program.length).toBeLessThan(150_000);
  });

  it('fits a function of 128 MB with what the program needs', () => {
    const peak = Math.max(...lambda.invoked.map(({ maxRssKb }) => maxRssKb));
    expect(peak).toBeGreaterThan(0);
    expect(peak / 1024).toBeLessThan(120);
  });
});
