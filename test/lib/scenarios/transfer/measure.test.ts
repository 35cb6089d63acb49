import { afterEach, describe, expect, it, vi } from 'vitest';
import { runBlock } from '../../../../agent/block.ts';
import { createEngine } from '../../../../agent/engine/engine.ts';
import type { Block } from '../../../../lib/domain/order.ts';
import type { Sample } from '../../../../lib/domain/sample.ts';
import { measures } from '../../../../lib/scenarios/measures.ts';
import { blockOf, content, exchange, objectPart, orderOf, post, SEED } from '../../../agent/exchanges.ts';
import { respond, type Script, type ScriptedServer, scriptedServer } from '../../../agent/scripted-server.ts';

const BYTES = 500;
let server: ScriptedServer;
afterEach(() => server.close());

const good: Script = (socket) => socket.write(respond('200 OK', content(0, BYTES)));

async function measure(block: Block, timeoutSeconds = 5) {
  const role = measures.transfer?.client;
  if (role?.kind !== 'client') throw new Error('transfer has no client');
  const signal = new AbortController().signal;
  const engine = createEngine({ seed: SEED, timeoutSeconds, signal });
  return runBlock({ post, order: orderOf([block], { timeoutSeconds }), block, position: 0, engine, role, signal });
}

const gets = (n: number) => Array.from({ length: n }, () => exchange(objectPart('GET', `${server.url}/key`, BYTES)));
const outline = (samples: readonly Sample[]) =>
  samples.map(({ kind, reused, error }) => `${kind} ${reused ? 'reused' : 'new'} ${error?.name ?? 'ok'}`);

describe('a transfer block', () => {
  it('reused: its first warm-up dials, everything after finds the connection open', async () => {
    server = await scriptedServer(good);
    const { samples, report } = await measure(blockOf('reused', 2, gets(5)));
    expect(outline(samples)).toEqual(['warmup new ok', 'warmup reused ok', ...Array(3).fill('timed reused ok')]);
    expect(samples.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4]);
    expect(server.connections()).toBe(1);
    expect(report).toMatchObject({ kind: 'block', round: 3, samples: 5, failures: 0 });
    expect(report.measuredMs).toBeLessThanOrEqual(report.wallMs);
    const total = samples.reduce((sum, sample) => sum + Number(sample.total), 0);
    expect(report.measuredMs).toBeCloseTo(total, 1);
  });

  it('fresh: every exchange has a connection of its own', async () => {
    server = await scriptedServer(good);
    const { samples } = await measure(blockOf('fresh', 1, gets(4)));
    expect(outline(samples)).toEqual(['warmup new ok', ...Array(3).fill('timed new ok')]);
    expect(server.connections()).toBe(4);
  });

  it('warms up again before a timed request whose connection is gone', async () => {
    server = await scriptedServer((socket, request) =>
      server.requests.length === 3 ? socket.end('nonsense') : good(socket, request),
    );
    const { samples } = await measure(blockOf('reused', 1, gets(5)));
    const lost = ['timed reused ok', 'timed reused BadStatusLine', 'warmup new ok', 'timed reused ok', 'timed reused ok'];
    expect(outline(samples)).toEqual(['warmup new ok', ...lost]);
    expect(samples.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('does not pass handshakes off as reused where a server closes after every response', async () => {
    server = await scriptedServer((socket) => socket.end(respond('200 OK', content(0, BYTES), ['Connection: close'])));
    const { samples } = await measure(blockOf('reused', 1, gets(3)));
    expect(outline(samples).filter((line) => line.startsWith('timed'))).toEqual(Array(2).fill('timed new NotReusable'));
  });

  it('signs all its items before the first clock: none needs a key while it measures', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    server = await scriptedServer((socket) => {
      vi.stubEnv('AWS_ACCESS_KEY_ID', '');
      socket.write(respond('200 OK', '{}'));
    });
    const item = { kind: 'item', operation: 'put', endpoint: server.url, region: 'us-east-1', table: 't', key: 'k' } as const;
    const puts = Array.from({ length: 5 }, () => exchange({ ...item, bytes: BYTES, offset: 0 }));
    const { samples } = await measure(blockOf('reused', 1, puts));
    vi.unstubAllEnvs();
    expect(outline(samples)).toEqual(['warmup new ok', ...Array(4).fill('timed reused ok')]);
  });

  it('goes on after failures of single requests and counts them', async () => {
    server = await scriptedServer((socket, request) =>
      server.requests.length % 2 ? good(socket, request) : socket.write(respond('500 Oops')),
    );
    const { samples, report } = await measure(blockOf('reused', 1, gets(7)));
    expect(report.failures).toBe(3);
    expect(samples.filter(({ error }) => error === null)).toHaveLength(4);
    for (const sample of samples) expect(sample.total === null).toBe(sample.error !== null);
  });

  it('gives up after two deadlines in a row, and counts the rest as failed', async () => {
    server = await scriptedServer(() => {});
    const start = performance.now();
    const { samples } = await measure(blockOf('fresh', 1, gets(6)), 0.2);
    expect(samples.map(({ error }) => error?.name)).toEqual(Array(6).fill('Timeout'));
    expect(server.requests).toHaveLength(2);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('gives up when a warm-up finds content that was not written', async () => {
    server = await scriptedServer((socket) => socket.write(respond('200 OK', Buffer.alloc(BYTES))));
    const { samples } = await measure(blockOf('reused', 1, gets(3)));
    expect(samples.map(({ error }) => error?.name)).toEqual(Array(3).fill('ContentMismatch'));
    expect(server.requests).toHaveLength(1);
  });

  it('states bytes, the age of what is read and what the host has moved', async () => {
    server = await scriptedServer(good);
    const [get] = gets(1);
    const { samples } = await measure(
      blockOf('reused', 0, [{ ...(get as NonNullable<typeof get>), writtenAt: Date.now() - 3000 }]),
    );
    expect(samples[0]).toMatchObject({ bytes: BYTES, v: 1, run: 'r1', round: 3, kind: 'timed', status: 200 });
    expect(samples[0]?.age).toBeGreaterThanOrEqual(3);
    expect(samples[0]?.moved).toBeGreaterThanOrEqual(0);
  });
});
