import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovedBytes } from '../../../../agent/engine/moved.ts';
import { connectionPool } from '../../../../agent/engine/pool.ts';
import type { Flight, Pool } from '../../../../agent/role.ts';
import { CORPUS } from '../../../fixtures/responses/corpus.ts';
import { head, OK, whole } from '../../../fixtures/responses/recorded.ts';
import { FAULT_NAMES } from './fault-names.ts';
import { CONTENT, type PlaybackServer, type Played, playbackServer } from './playback-server.ts';

const PATIENCE_MS = 20_000;
/** For answers whose point is that they never end. */
const SHORT_MS = 250;
let server: PlaybackServer;

beforeAll(async () => {
  server = await playbackServer();
});
afterAll(() => server.close());

interface Tried {
  readonly flight: Flight;
  readonly pool: Pool;
}

/**
 * Plays an answer to a request on a new pool, which stays open for the next. A short deadline begins on a connection that is there and
 * has answered once: a busy machine may take that long to connect, which is another fault.
 */
async function tried(response: Played, timeoutMs = PATIENCE_MS, method: 'GET' | 'PUT' = 'GET'): Promise<Tried> {
  const limit = { ms: PATIENCE_MS };
  const setup = {
    content: () => CONTENT,
    get timeoutMs() {
      return limit.ms;
    },
    moved: new MovedBytes(),
    signal: new AbortController().signal,
  };
  const pool = connectionPool(setup, 0);
  if (timeoutMs < PATIENCE_MS) expect((await pool.fly(server.next, { verify: true })).error).toBeNull();
  limit.ms = timeoutMs;
  server.play(response);
  const flight = await pool.fly(server.asked(method), { verify: true });
  limit.ms = PATIENCE_MS;
  return { flight, pool };
}

/** The connection's end may still be on its way. */
async function gone(pool: Pool): Promise<void> {
  for (let i = 0; i < 200 && pool.holds(server.next); i++) await sleep(10);
}

describe('an answer', () => {
  it.each(CORPUS)('«$name» is $outcome, and the next request is answered as it should be', async (response) => {
    const timeoutMs = response.outcome === 'Timeout' ? SHORT_MS : PATIENCE_MS;
    const { flight, pool } = await tried(response, timeoutMs, response.method);
    expect(flight.error?.name ?? 'ok').toBe(response.outcome);
    expect(flight.total === null).toBe(response.outcome !== 'ok');
    if (response.kept === undefined) await gone(pool);
    expect(pool.holds(server.next)).toBe(response.kept ?? false);
    const next = await pool.fly(server.next, { verify: true });
    pool.close();
    expect(next).toMatchObject({ error: null, status: 200, reused: response.kept ?? false });
  });

  it('of the corpus has a name of its own and an outcome of the closed list', () => {
    const names = CORPUS.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    const outcomes = new Set(CORPUS.map(({ outcome }) => outcome));
    outcomes.delete('ok');
    expect([...outcomes].filter((name) => !FAULT_NAMES.has(name))).toEqual([]);
  });

  it('followed by another while the connection is idle fails the next request and is never taken for its answer', async () => {
    const { flight, pool } = await tried({ segments: [whole()], after: 'stays' });
    expect(flight.error).toBeNull();
    server.play({ segments: [whole(), '', '', '', whole()], after: 'stays' });
    expect((await pool.fly(server.asked('GET'), { verify: true })).error).toBeNull();
    await server.written();
    await gone(pool);
    expect((await pool.fly(server.next, { verify: true })).error?.name).toBe('ExcessData');
    expect(await pool.fly(server.next, { verify: true })).toMatchObject({ error: null, reused: false });
    pool.close();
  });

  it('that trickles is a Timeout at the deadline, head and body alike', async () => {
    for (const text of [
      `${OK}\r\nx: ${'y'.repeat(5000)}`,
      `${head(OK, 'Content-Length: 10')}01234`,
      head(OK, 'Transfer-Encoding: chunked'),
    ]) {
      const { flight, pool } = await tried({ segments: [...text], after: 'stays', pauseMs: SHORT_MS / 10 }, SHORT_MS);
      expect(flight.error?.name).toBe('Timeout');
      pool.close();
    }
  });
});

describe('the closed list of error names', () => {
  it('is in the glossary for readers of run.json', () => {
    const page = readFileSync(new URL('../../../../docs/architecture.md', import.meta.url), 'utf8');
    expect([...FAULT_NAMES].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
