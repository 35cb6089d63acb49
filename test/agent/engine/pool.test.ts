import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../../agent/engine/engine.ts';
import type { Flight } from '../../../agent/role.ts';
import type { Exchange } from '../../../lib/domain/order.ts';
import { content, exchange, objectPart, SEED } from '../exchanges.ts';
import { respond, type Script, type ScriptedServer, scriptedServer } from '../scripted-server.ts';

const read = (name: string): string => readFileSync(new URL(`../../fixtures/tls/localhost.${name}.pem`, import.meta.url), 'utf8');
const tls = { key: read('key'), cert: read('cert') };
const engine = createEngine({ seed: SEED, timeoutSeconds: 10, signal: new AbortController().signal });
let server: ScriptedServer;

beforeAll(() => setDefaultCACertificates([...getCACertificates(), tls.cert]));
afterEach(() => server.close());

/** Targets are `/<offset>/<bytes>`; a PUT is checked against the content it should be. */
const store: Script = (socket, { head, body }) => {
  const [, method, offset = '', bytes = ''] = /^(\w+) \/(\d+)\/(\d+) /.exec(head) ?? [];
  const expected = content(Number(offset), Number(bytes));
  if (method === 'GET') socket.write(respond('200 OK', expected, ['x-amz-request-id: id-1']));
  else socket.write(body.equals(expected) ? respond('200 OK') : respond('400 Wrong Content'));
};

const transfer = (method: 'GET' | 'PUT', bytes: number, streams = 1, url = server.url): Exchange =>
  exchange(
    ...Array.from({ length: streams }, (_, i) => {
      const offset = 1_000_000 + (i * bytes) / streams;
      return objectPart(method, `${url}/${offset}/${bytes / streams}`, bytes / streams, offset);
    }),
  );

const sum = ({ connect, tls: handshake, upload, ttfb, body }: Flight): number =>
  [connect, handshake, upload, ttfb, body].reduce<number>((total, phase) => total + (phase ?? 0), 0);

describe.each([
  ['plain', undefined],
  ['TLS', tls],
])('over %s, a pool of connections', (kind, options) => {
  const start = async (): Promise<void> => {
    server = await scriptedServer(store, options ? { tls: options } : {});
  };

  it.each([
    ['GET', 1],
    ['GET', 1000],
    ['GET', 10_000_000],
    ['PUT', 1],
    ['PUT', 1000],
    ['PUT', 10_000_000],
  ] as const)('moves a %s of %d bytes, dialled first and reused after', async (method, bytes) => {
    await start();
    const pool = engine.pool(0);
    const first = await pool.fly(transfer(method, bytes), { verify: true });
    const second = await pool.fly(transfer(method, bytes), { verify: true });
    pool.close();
    for (const flight of [first, second]) {
      expect(flight).toMatchObject({ error: null, status: 200, ip: '127.0.0.1' });
      expect(flight.total).toBeCloseTo(sum(flight), 6);
      expect(Math.min(...[flight.ttfb, flight.body, flight.upload ?? 0].map(Number))).toBeGreaterThanOrEqual(0);
      expect(flight.upload === null).toBe(method === 'GET');
      expect(flight.request).toBe(method === 'GET' ? 'id-1' : null);
    }
    expect(first.reused).toBe(false);
    expect(first.connect).toBeGreaterThan(0);
    if (kind === 'TLS') expect(first.tls).toBeGreaterThan(0);
    else expect(first.tls).toBe(0);
    expect(second).toMatchObject({ reused: true, connect: 0, tls: 0, dns: 0 });
    expect(server.connections()).toBe(1);
  });

  it('makes a new connection without resumption after every close', async () => {
    await start();
    const pool = engine.pool(0);
    for (let i = 0; i < 4; i++) {
      expect(await pool.fly(transfer('GET', 1000), { verify: false })).toMatchObject({ error: null, reused: false });
      pool.close();
    }
    expect(server.connections()).toBe(4);
    expect(server.requests.map(({ session }) => session)).toEqual([false, false, false, false]);
  });

  it.each(['GET', 'PUT'] as const)('moves the parts of a %s over as many connections as it may use', async (method) => {
    await start();
    const pool = engine.pool(0);
    const parts = transfer(method, 8_000_000, 8);
    const first = await pool.fly({ ...parts, parallel: 3 }, { verify: true });
    const second = await pool.fly({ ...parts, parallel: 3 }, { verify: true });
    const wider = await pool.fly(parts, { verify: true });
    pool.close();
    for (const flight of [first, second, wider]) {
      expect(flight.error).toBeNull();
      expect(flight.total).toBeCloseTo(sum(flight), 6);
    }
    expect([first.reused, second.reused, wider.reused]).toEqual([false, true, false]);
    expect(server.connections()).toBe(8);
    expect(server.requests).toHaveLength(24);
  });
});

describe('a pool', () => {
  it('sends the signed target, headers and name as they were given', async () => {
    server = await scriptedServer((socket) => socket.write(respond('206 Partial Content', 'x')));
    const pool = engine.pool(0);
    const url = `http://localhost:${server.port}/a%2Fb/c+d'?X-Amz-Signature=%7e&x=a%20b`;
    const part = { ...objectPart('GET', url, 1), headers: { Range: 'bytes=0-0' } };
    const flight = await pool.fly(exchange(part), { verify: false });
    pool.close();
    expect(flight).toMatchObject({ error: null, status: 206 });
    expect(flight.dns).toBeGreaterThan(0);
    const target = "GET /a%2Fb/c+d'?X-Amz-Signature=%7e&x=a%20b HTTP/1.1";
    expect(server.requests[0]?.head.split('\r\n')).toEqual([target, `Host: localhost:${server.port}`, 'Range: bytes=0-0']);
  });

  it('refuses a header that would break out of its line', async () => {
    server = await scriptedServer(store);
    const part = { ...objectPart('GET', `${server.url}/0/1`, 1), headers: { Range: 'a\r\nX: b' } };
    const flight = await engine.pool(0).fly(exchange(part), { verify: false });
    expect(flight.error?.name).toBe('BadOrder');
    expect(server.connections()).toBe(0);
  });

  it('keeps its connection through an error status and dials again after a broken response', async () => {
    const answers = [respond('404 Not Found', 'no'), 'nonsense', respond('200 OK', 'x')];
    server = await scriptedServer((socket) => socket.write(answers.shift() ?? ''));
    const pool = engine.pool(0);
    const get = exchange(objectPart('GET', `${server.url}/0/1`, 1));
    expect(await pool.fly(get, { verify: false })).toMatchObject({ status: 404, error: { name: 'HttpStatus' } });
    expect(pool.holds(get)).toBe(true);
    expect(await pool.fly(get, { verify: false })).toMatchObject({ reused: true, error: { name: 'BadStatusLine' } });
    expect(pool.holds(get)).toBe(false);
    expect(await pool.fly(get, { verify: false })).toMatchObject({ reused: false, error: null });
    pool.close();
  });

  it('ends all parts of an exchange when one fails', async () => {
    server = await scriptedServer((socket, { head }) => {
      if (head.includes('/1000250/')) socket.write(respond('503 Slow Down'));
    });
    const flight = await engine.pool(0).fly(transfer('GET', 1000, 4), { verify: false });
    expect(flight).toMatchObject({ status: 503, total: null, error: { name: 'Throttled' } });
  });

  it('ends at once when the order is aborted', async () => {
    server = await scriptedServer(() => {});
    const ending = new AbortController();
    const pool = createEngine({ seed: SEED, timeoutSeconds: 60, signal: ending.signal }).pool(0);
    const flight = pool.fly(transfer('GET', 1000), { verify: false });
    setTimeout(() => ending.abort(), 50);
    expect((await flight).error?.name).toBe('Aborted');
  });

  it('counts the bytes it moved', async () => {
    server = await scriptedServer(store);
    const pool = engine.pool(0);
    const before = engine.moved();
    await pool.fly(transfer('GET', 123_000), { verify: false });
    await pool.fly(transfer('PUT', 77_000), { verify: false });
    pool.close();
    expect(engine.moved() - before).toBe(200_000);
  });
});
