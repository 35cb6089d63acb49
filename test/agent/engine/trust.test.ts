import { execFile } from 'node:child_process';
import { createSecureContext, getCACertificates, type SecureContext, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../../agent/engine/engine.ts';
import type { Exchange } from '../../../lib/domain/order.ts';
import { content, exchange, objectPart, SEED } from '../exchanges.ts';
import { respond, type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { certificatePath, ROOT, shown } from './certificates.ts';

const BYTES = 100;
const REFUSED = [
  ['selfsigned', 'self-signed'],
  ['expired', 'has expired'],
  ['early', 'not yet valid'],
  ['elsewhere', 'does not match'],
  ['purpose', 'purpose'],
  ['untrusted', 'unable to verify'],
  ['incomplete', 'unable to verify'],
] as const;
const engine = createEngine({ seed: SEED, timeoutSeconds: 20, signal: new AbortController().signal });
const open: ScriptedServer[] = [];
let server: ScriptedServer;

beforeAll(() => setDefaultCACertificates([...getCACertificates(), ROOT]));
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

const serve = async (tls: { readonly key: string; readonly cert: string }): Promise<void> => {
  server = await scriptedServer((socket) => socket.write(respond('200 OK', content(0, BYTES))), { tls });
  open.push(server);
};
const get = (parts = 1, url = server.url): Exchange =>
  exchange(...Array.from({ length: parts }, () => objectPart('GET', `${url}/key`, BYTES)));

describe('a certificate', () => {
  it.each(['good', 'chain'])('that is %s is accepted, by name and by address', async (name) => {
    await serve(shown(name));
    for (const host of ['localhost', '127.0.0.1']) {
      const pool = engine.pool(0);
      expect((await pool.fly(get(1, `https://${host}:${server.port}`), { verify: true })).error).toBeNull();
      pool.close();
    }
  });

  it.each(REFUSED)('that is %s is refused before a request is sent, each time anew', async (name, why) => {
    await serve(shown(name));
    const pool = engine.pool(0);
    for (const parts of [1, 1, 3]) {
      const flight = await pool.fly(get(parts), { verify: true });
      expect(flight).toMatchObject({
        error: { name: 'Certificate', message: expect.stringContaining(why) },
        total: null,
        ttfb: null,
      });
      expect(pool.holds(get())).toBe(false);
    }
    pool.close();
    expect(server.requests).toEqual([]);
  });

  it('of another kind behind the same name is refused on every further connection of a pool', async () => {
    const context = (name: string): SecureContext => createSecureContext(shown(name));
    const contexts = [context('good')];
    const tls = {
      ...shown('good'),
      SNICallback: (_: string, done: (error: null, context: SecureContext) => void) =>
        done(null, contexts.shift() ?? context('expired')),
    };
    await serve(tls);
    const url = `https://localhost:${server.port}`;
    const pool = engine.pool(0);
    expect(await pool.fly(get(1, url), { verify: true })).toMatchObject({ error: null });
    expect(await pool.fly(get(1, url), { verify: true })).toMatchObject({ error: null, reused: true });
    expect((await pool.fly(get(2, url), { verify: true })).error?.name).toBe('Certificate');
    expect((await pool.fly(get(3, url), { verify: true })).error?.name).toBe('Certificate');
    pool.close();
  });
});

describe('verification', () => {
  const client = fileURLToPath(new URL('./verifying-client.ts', import.meta.url));
  it('stays on in a process with NODE_TLS_REJECT_UNAUTHORIZED=0, and lets a good certificate pass there', async () => {
    const names = ['good', ...REFUSED.map(([name]) => name)];
    for (const name of names) await serve(shown(name));
    const urls = open.map(({ url }) => `${url}/key`);
    const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: certificatePath('root.cert') };
    const { stdout } = await promisify(execFile)(process.execPath, [client, ...urls], { env });
    const refused = { engine: 'Certificate', sideRequest: 'refused' };
    const expected = names.map((name) => (name === 'good' ? { engine: 'ok', sideRequest: 'answered' } : refused));
    expect(JSON.parse(stdout)).toEqual(expected);
    expect(open.map(({ requests }) => requests.length)).toEqual(names.map((name) => (name === 'good' ? 2 : 0)));
  });
});
