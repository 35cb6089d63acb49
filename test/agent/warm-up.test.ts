import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../agent/engine/engine.ts';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../agent/loopback-certificate.ts';
import { loopbackClient } from '../../agent/loopback-client.ts';
import { type LoopbackServer, startLoopbackServer } from '../../agent/loopback-server.ts';
import { warmUp } from '../../agent/warm-up.ts';
import { agentNodeFlags } from '../../lib/domain/node-flags.ts';
import { median } from '../../lib/domain/statistics/quantile.ts';
import { sourceOf } from './agent-process.ts';
import { exchange, objectPart, SEED } from './exchanges.ts';
import { respond, type ScriptedServer, scriptedServer } from './scripted-server.ts';

const file = (name: string): string => sourceOf(`test/fixtures/tls/localhost.${name}.pem`);
const foreign = { key: readFileSync(file('key'), 'utf8'), cert: readFileSync(file('cert'), 'utf8') };
const own = { key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE };
const LARGE = 100_000;
const CONNECTIONS = 40;
/** Processes of each kind, in turn. */
const PAIRS = 5;

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** Answers as the loopback server does, after this pause. */
async function played(tls?: typeof own, pauseMs = 0): Promise<ScriptedServer> {
  const server = await scriptedServer(
    (socket, { head }) => {
      const answer = respond('200 OK', Buffer.alloc(Number(/^\w+ \/[\d.]+\/(\d+) /.exec(head)?.[1])));
      if (pauseMs > 0) setTimeout(() => socket.write(answer), pauseMs);
      else socket.write(answer);
    },
    tls ? { tls } : {},
  );
  endings.push(server.close);
  return server;
}

/** Both servers of a warm-up and what it says about itself. */
async function watched(
  pauseMs: number,
  limitMs: number,
): Promise<{ readonly plain: ScriptedServer; readonly tls: ScriptedServer; readonly done: number }> {
  const [plain, tls] = [await played(undefined, pauseMs), await played(own, pauseMs)];
  const done = await warmUp({ url: plain.url, tlsUrl: tls.url, stop: async () => {} }, limitMs);
  return { plain, tls, done };
}

async function loopback(): Promise<LoopbackServer> {
  const server = await startLoopbackServer();
  endings.push(server.stop);
  return server;
}

const bodies = ({ requests }: ScriptedServer, method: string): number[] =>
  requests
    .filter(({ head }) => head.startsWith(method))
    .map(({ head, body }) => (method === 'PUT' ? body.length : Number(/^\w+ \/[\d.]+\/(\d+) /.exec(head)?.[1])));

describe('the warm-up', () => {
  it('reads and writes small and large bodies, plain and over TLS, on fresh and on open connections', async () => {
    const { plain, tls, done } = await watched(0, 20_000);
    expect(plain.requests.length + tls.requests.length).toBe(done);
    for (const server of [plain, tls]) {
      expect(Math.max(...bodies(server, 'GET'))).toBeGreaterThan(LARGE);
      expect(Math.max(...bodies(server, 'PUT'))).toBeGreaterThan(LARGE);
      expect(server.connections()).toBeGreaterThan(50);
      expect(server.requests.length).toBeGreaterThan(2 * server.connections());
    }
  });

  it('gives way on a host that is too slow for all of it, TLS first', async () => {
    const { plain, tls, done } = await watched(60, 500);
    expect(done).toBeGreaterThan(0);
    expect(tls.requests.length).toBe(done);
    expect(plain.requests).toEqual([]);
  });

  it('spares the first fresh TLS connection to a store most of what a first one costs a cold process', async () => {
    const server = await played(foreign);
    /** Processor time of the first connection over that of later ones: how fast this machine is just now is in both. */
    const firstOf = async (state: 'warm' | 'cold'): Promise<number> => {
      const program = [sourceOf('test/agent/first-connections.ts'), `${server.url}/0/1000`, String(CONNECTIONS), state];
      const child = spawn(process.execPath, [...agentNodeFlags, ...program], {
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: 60_000,
        env: { ...process.env, NODE_EXTRA_CA_CERTS: file('cert') },
      });
      const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      expect(code).toBe(0);
      const times = JSON.parse(printed) as readonly number[];
      expect(times).toHaveLength(CONNECTIONS);
      return (times[0] ?? Number.NaN) / median(times.slice(CONNECTIONS / 2));
    };
    const seen = { warm: [] as number[], cold: [] as number[] };
    for (let pair = 0; pair < PAIRS; pair++)
      for (const state of ['cold', 'warm'] as const) seen[state].push(await firstOf(state));
    // Seen on two cores at a load of 7: 5.1 to 8.6 cold, 1.2 to 3.6 warm.
    expect(median(seen.warm)).toBeLessThan(0.7 * median(seen.cold));
  }, 200_000);
});

describe('the certificate of the loopback server', () => {
  it('is trusted by the loopback client, which then reads over TLS', async () => {
    const client = loopbackClient((await loopback()).tlsUrl, LOOPBACK_CERTIFICATE);
    const { status } = await client.send(client.prepare({ delayMs: 0, answerBytes: 10 }));
    client.close();
    expect(status).toBe(200);
  });

  it('is refused where an order leads to it', async () => {
    const { tlsUrl } = await loopback();
    const pool = createEngine({ seed: SEED, timeoutSeconds: 10, signal: new AbortController().signal }).pool(0);
    const { error } = await pool.fly(exchange(objectPart('GET', `${tlsUrl}/0/10`, 10)), { verify: false });
    pool.close();
    expect(error).toMatchObject({ name: 'Certificate' });
  });

  it('is the only one that the loopback client trusts', async () => {
    const client = loopbackClient((await played(foreign)).url, LOOPBACK_CERTIFICATE);
    const refused = client.send(client.prepare({ delayMs: 0, answerBytes: 10 }));
    await expect(refused).rejects.toMatchObject({ name: 'LoopbackFailed', cause: { name: 'Certificate' } });
    client.close();
  });
});
