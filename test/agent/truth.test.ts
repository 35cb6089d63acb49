import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Calibration, Sample } from '../../lib/domain/sample.ts';
import { isSample } from '../../lib/domain/sample.ts';
import { bundled, cleanUp, startAgent } from './agent-process.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from './exchanges.ts';
import { respond, type ScriptedServer, scriptedServer } from './scripted-server.ts';

const BYTES = 1000;
const DELAY_MS = 5;
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

describe('the agent against a server that logs the delay it gave', () => {
  it('reports a ttfb whose median error is at most 0.3 ms, reading and writing, fresh and reused', async () => {
    const agent = startAgent(await bundled('agent/entry.ts'), post);
    const blocks = (['GET', 'PUT'] as const).flatMap((method) =>
      (['fresh', 'reused'] as const).map((connection) => {
        const one = exchange(objectPart(method, `${server.url}/key`, BYTES));
        return { ...blockOf(connection, 2, Array(42).fill(one)), cell: `${method} ${connection}` };
      }),
    );
    agent.send({ order: orderOf(blocks, { calibrationRequests: 50 }) });
    expect(await agent.next('end')).toMatchObject({ error: null });
    const timed = agent.lines.filter((line): line is Sample => isSample(line) && line.kind === 'timed');
    for (const { cell } of blocks) {
      const errors = timed
        .filter((sample) => sample.cell === cell)
        .map((sample) => Number(sample.ttfb) - Number(given.get(String(sample.request))));
      expect(errors).toHaveLength(40);
      expect(middle(errors), cell).toBeGreaterThan(-0.05);
      expect(middle(errors), cell).toBeLessThanOrEqual(0.3);
    }
    const calibrations = agent.lines.filter((line): line is Calibration => line.kind === 'calibration');
    for (const { errorMs, givenMs } of calibrations) {
      expect(givenMs).toBeGreaterThanOrEqual(2);
      expect(errorMs.median).toBeGreaterThan(0);
      expect(errorMs.median).toBeLessThanOrEqual(0.3);
    }
    await agent.end();
  });
});
