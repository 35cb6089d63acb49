import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Calibration, Sample } from '../../lib/domain/sample.ts';
import { isSample } from '../../lib/domain/sample.ts';
import { type AgentProcess, bundled, cleanUp, startAgent } from '../agent/agent-process.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from '../agent/exchanges.ts';
import { respond, type ScriptedServer, scriptedServer } from '../agent/scripted-server.ts';

const BYTES = 1000;
const DELAY_MS = 5;
const TIMED = 40;
const LIMIT_MS = 0.3;
const ATTEMPTS = 24;
/** What the server itself says it gave: from the request (PUT: its last body byte) to the first byte of the response. */
const given = new Map<string, number>();
const body = content(0, BYTES);
let server: ScriptedServer;
const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

beforeAll(async () => {
  server = await scriptedServer((socket, { head }) => {
    const received = performance.now();
    const id = String(given.size);
    given.set(id, Number.NaN);
    const answer = respond('200 OK', head.startsWith('GET') ? body : '', [`x-amz-request-id: ${id}`]);
    setTimeout(() => {
      given.set(id, performance.now() - received);
      socket.write(answer);
    }, DELAY_MS);
  });
});
afterAll(async () => {
  await server.close();
  await cleanUp();
});

/** Median of (measured ttfb - given delay) by cell, and the calibrations, of one order. */
async function errorsOf(
  agent: AgentProcess,
  round: number,
): Promise<{ errors: Record<string, number>; calibrations: Calibration[] }> {
  const blocks = (['GET', 'PUT'] as const).flatMap((method) =>
    (['fresh', 'reused'] as const).map((connection) => {
      const one = exchange(objectPart(method, `${server.url}/key`, BYTES));
      return { ...blockOf(connection, 2, Array(TIMED + 2).fill(one)), cell: `${method} ${connection}` };
    }),
  );
  agent.send({ order: orderOf(blocks, { round, calibrationRequests: 50 }) });
  expect(await agent.next('end')).toMatchObject({ round, error: null });
  const lines = agent.lines.filter((line) => 'round' in line && line.round === round);
  const timed = lines.filter((line): line is Sample => isSample(line) && line.kind === 'timed');
  expect(timed).toHaveLength(4 * TIMED);
  const errors = blocks.map(({ cell }): [string, number] => {
    const own = timed.filter((sample) => sample.cell === cell);
    return [cell, middle(own.map(({ ttfb, request }) => Number(ttfb) - Number(given.get(String(request)))))];
  });
  return {
    errors: Object.fromEntries(errors),
    calibrations: lines.filter((line): line is Calibration => line.kind === 'calibration'),
  };
}

describe('the agent against a server that logs the delay it gave', () => {
  it('reports a ttfb whose median error is at most 0.3 ms, reading and writing, fresh and reused', async () => {
    const agent = startAgent(await bundled('agent/entry.ts'), post);
    let worst: number = Number.POSITIVE_INFINITY;
    let overTls: number = Number.POSITIVE_INFINITY;
    // Other tests share the two processors with the agent and its server: one quiet order out of a few is asked for.
    for (let round = 0; round < ATTEMPTS && Math.max(worst, overTls) > LIMIT_MS; round++) {
      const { errors, calibrations } = await errorsOf(agent, round);
      // No noise makes an answer arrive before it was sent: an early stamp is never excused.
      expect(Math.min(...Object.values(errors))).toBeGreaterThan(-0.05);
      expect(calibrations).toHaveLength(2);
      for (const { errorMs, tls, givenMs } of calibrations) {
        expect(givenMs).toBeGreaterThanOrEqual(2);
        expect(errorMs.min).toBeGreaterThan(0);
        expect(tls?.min).toBeGreaterThan(0);
      }
      worst = Math.min(worst, Math.max(...Object.values(errors), ...calibrations.map(({ errorMs }) => errorMs.median)));
      overTls = Math.min(overTls, ...calibrations.map(({ tls }) => tls?.median ?? Number.NaN));
    }
    expect(worst).toBeLessThanOrEqual(LIMIT_MS);
    expect(overTls).toBeLessThanOrEqual(LIMIT_MS);
    await agent.end();
  });
});
