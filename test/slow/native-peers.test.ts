import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildC, buildGo, PRODUCTS } from '../../bench/lab/build.ts';
import { type LineProcess, startProcess } from '../../bench/lab/process.ts';
import { startObjectServer, tlsFlags } from '../../bench/lab/servers.ts';
import type { Answer, Command, Refusal } from '../../bench/protocol.ts';

const has = (program: string, flag: string): boolean => spawnSync(program, [flag], { stdio: 'ignore' }).status === 0;
// On a desktop without them these tests say that they were skipped; in CI they must run.
const skips = !process.env.CI;
const noC = skips && (!has('gcc', '--version') || !has('openssl', 'version'));
const noGo = noC || (skips && !has('go', 'version'));
const noTrace = noC || (skips && spawnSync('strace', ['-qq', 'true'], { stdio: 'ignore' }).status !== 0);
if (noGo)
  console.warn(
    'SKIPPED: no gcc or no Go here, the native peers of the bench were not built (apt-get install gcc libssl-dev golang)',
  );
if (noTrace) console.warn('SKIPPED: no strace here, the writes of the C peer were not counted');

const BYTES = 64_000_000;
const KIB = 1024;
const ASK_MS = 60_000;
const folder = mkdtempSync(`${tmpdir()}/firstbyte-bench-`);
const servers: { readonly port: number; readonly process: LineProcess }[] = [];

beforeAll(async () => {
  if (noC) return;
  mkdirSync(PRODUCTS, { recursive: true });
  expect(buildC('bench/servers/object-server.c', 'object-server')).toBeUndefined();
  expect(buildC('bench/peers/c/client.c', 'c-peer')).toBeUndefined();
  if (!noGo) expect(buildGo('bench/peers/go', 'go-peer')).toBeUndefined();
  for (const flags of [[], tlsFlags]) servers.push(await startObjectServer(flags));
}, 300_000);
afterAll(async () => {
  await Promise.all(servers.map(({ process }) => process.stop()));
  rmSync(folder, { recursive: true });
});

const SECURITIES = ['plain', 'TLS'] as const;

async function upload(argv: readonly string[], security: (typeof SECURITIES)[number], part: Partial<Command> = {}) {
  const port = servers[security === 'TLS' ? 1 : 0]?.port;
  const url = `${security === 'TLS' ? 'https' : 'http'}://127.0.0.1:${port}/o/0/1`;
  const peer = startProcess('client', argv[0] ?? '', argv);
  try {
    const usual = {
      id: 1,
      method: 'PUT',
      url,
      open: url,
      bytes: BYTES,
      count: 1,
      connection: 'reused',
      streams: 1,
      ca: tlsFlags[1],
    };
    return JSON.parse(await peer.ask(JSON.stringify({ ...usual, ...part }), ASK_MS)) as Answer & Refusal;
  } finally {
    await peer.stop();
  }
}

describe.skipIf(noGo)('the tuned Go client', () => {
  it.each(SECURITIES)('writes an upload in pieces of about a megabyte, %s', async (security) => {
    const { error, writes = 0, writtenBytes = 0 } = await upload([`${PRODUCTS}go-peer`, 'tuned'], security);
    expect(error).toBeUndefined();
    expect(writtenBytes).toBeGreaterThanOrEqual(BYTES);
    expect(writtenBytes / writes).toBeGreaterThan(900 * KIB);
  });

  it('gathers nothing of a small request, and uploads over several streams', async () => {
    const small = await upload([`${PRODUCTS}go-peer`, 'tuned'], 'TLS', { bytes: 1000, count: 5 });
    expect(small).toMatchObject({ writes: 5 });
    const streams = await upload([`${PRODUCTS}go-peer`, 'tuned'], 'TLS', { bytes: 8_000_000, streams: 4 });
    expect(streams.writtenBytes).toBeGreaterThan(4 * 8_000_000);
  });

  it('leaves the default client as it comes', async () => {
    const said = await upload([`${PRODUCTS}go-peer`, 'default'], 'TLS');
    expect(said.error).toBeUndefined();
    expect(said.writes).toBeUndefined();
  });
});

describe.skipIf(noTrace)('the floor in C', () => {
  it('gathers the records of an upload into writes of a quarter of a megabyte', async () => {
    const log = `${folder}/writes`;
    const said = await upload(['strace', '-qq', '-e', 'trace=write', '-o', log, `${PRODUCTS}c-peer`], 'TLS');
    expect(said.error).toBeUndefined();
    const sizes = readFileSync(log, 'utf8')
      .split('\n')
      .flatMap((line) => (/^write\(/.test(line) ? Number(/= (\d+)$/.exec(line)?.[1] ?? 0) : []))
      .filter((size) => size > 1000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(BYTES);
    expect(BYTES / sizes.length).toBeGreaterThan(100 * KIB);
  });
});

describe.skipIf(noC)('a traced request of the floor', () => {
  it('says for each how long its thread had no core', async () => {
    const { trace, totalUs } = await upload([`${PRODUCTS}c-peer`], 'plain', { method: 'GET', bytes: 1, count: 20, traced: true });
    expect([trace?.startsUs.length, trace?.waitsUs.length, trace?.ownUs.length]).toEqual([20, 20, 20]);
    trace?.waitsUs.forEach((wait, i) => {
      expect(wait).toBeGreaterThanOrEqual(0);
      expect((trace.startsUs[i] ?? 0) + (totalUs[i] ?? 0)).toBeLessThanOrEqual(trace.startsUs[i + 1] ?? Number.POSITIVE_INFINITY);
    });
  });
});
