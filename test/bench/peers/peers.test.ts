import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAgent } from '../../../agent/bundle.ts';
import type { Answer, Command, Refusal } from '../../../bench/protocol.ts';
import { respond, type ScriptedServer, scriptedServer } from '../../agent/scripted-server.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const BYTES = 1000;
const COUNT = 5;
/** Other tests share the processors; a process of the SDK takes a second to begin even without them. */
const SLOW_MS = 60_000;
const folder = mkdtempSync(`${tmpdir()}/firstbyte-bench-`);
let server: ScriptedServer;
let requests: string[] = [];

beforeAll(async () => {
  await bundleAgent(path('bench/peers/raw/entry.ts'), `${folder}/raw.mjs`);
  server = await scriptedServer((socket, { head }) => {
    requests.push(head.split('\r\n')[0] ?? '');
    const bytes = head.startsWith('PUT') ? 0 : Number(/\/(\d+)(?:\?\S*)? HTTP/.exec(head)?.[1]);
    socket.write(respond('200 OK', Buffer.alloc(bytes)));
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** What a peer answers to these commands. */
async function answersOf(argv: readonly string[], commands: readonly Partial<Command>[]): Promise<(Answer & Refusal)[]> {
  requests = [];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'], timeout: SLOW_MS });
  const said = text(child.stdout);
  const lines = commands.map((command, i) => {
    const usual = { bytes: BYTES, count: COUNT, streams: 1, ca: path('test/fixtures/tls/localhost.cert.pem') };
    return JSON.stringify({
      id: i + 1,
      method: 'GET',
      url: `${server.url}/o/${BYTES}`,
      open: `${server.url}/o/1`,
      ...usual,
      ...command,
    });
  });
  child.stdin.write(`${lines.join('\n')}\n`);
  const answered = new Promise<void>((resolve) => {
    let seen = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString().split('\n').length - 1;
      if (seen >= commands.length) resolve();
    });
    child.on('exit', () => resolve());
  });
  await answered;
  child.stdin.end();
  return (await said)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer & Refusal);
}

const PEERS = [
  ['raw', () => [`${folder}/raw.mjs`, 'cold']],
  ['node:http', () => [path('bench/peers/node-http/peer.ts')]],
  ['undici', () => [path('bench/peers/undici/peer.ts')]],
  ['AWS SDK v3', () => [path('bench/peers/aws-sdk/peer.ts')]],
] as const;

describe('a peer of the bench', { timeout: 1.5 * SLOW_MS }, () => {
  it.each(PEERS)('%s times reads and uploads over open and new connections, first byte before last', async (_, argv) => {
    const kinds = (['GET', 'PUT'] as const).flatMap((method) =>
      (['reused', 'fresh'] as const).map((connection) => ({ method, connection })),
    );
    const answers = await answersOf(argv(), kinds);
    expect(answers.map(({ error }) => error)).toEqual(Array(kinds.length).fill(undefined));
    for (const { ttfbUs, totalUs, cpuUs, wallUs } of answers) {
      expect([ttfbUs.length, totalUs.length]).toEqual([COUNT, COUNT]);
      totalUs.forEach((total, i) => {
        expect(ttfbUs[i]).toBeGreaterThan(0);
        expect(total).toBeGreaterThanOrEqual(ttfbUs[i] as number);
        expect(total).toBeLessThanOrEqual(wallUs ?? Number.NaN);
      });
      expect(cpuUs).toBeGreaterThanOrEqual(0);
    }
    expect(requests.filter((line) => line.startsWith('PUT'))).toHaveLength(2 * COUNT);
    expect(requests.filter((line) => line.includes('/o/1 ') || line.includes('/o/1?'))).toHaveLength(2);
  });

  it.each(PEERS)('%s refuses by name what fails, and goes on', async (_, argv) => {
    const [wrong, right] = await answersOf(argv(), [{ bytes: BYTES + 1, connection: 'reused' }, { connection: 'reused' }]);
    expect(wrong).toMatchObject({ id: 1, error: expect.stringMatching(/./) });
    expect(right).toMatchObject({ id: 2 });
    expect(right?.error).toBeUndefined();
  });

  it('raw runs several streams at once and says what happened where it is asked to', async () => {
    const [streams, traced] = await answersOf(PEERS[0][1](), [
      { connection: 'reused', streams: 4 },
      { connection: 'reused', traced: true },
    ]);
    expect(streams?.totalUs).toHaveLength(COUNT);
    expect(requests.filter((line) => line.includes(`/o/${BYTES}`))).toHaveLength(4 * COUNT + COUNT);
    expect(traced?.trace?.startsUs).toHaveLength(COUNT);
    expect(traced?.trace?.waitsUs).toHaveLength(COUNT);
    expect(traced?.trace?.ownUs.every((us) => us >= 0)).toBe(true);
    expect(streams?.trace).toBeUndefined();
  });
});
