import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../agent/loopback-certificate.ts';
import type { Calibration, Sample } from '../../lib/domain/sample.ts';
import { isSample } from '../../lib/domain/sample.ts';
import { median } from '../../lib/domain/statistics/quantile.ts';
import { type AgentProcess, bundled, cleanUp, startAgent } from '../agent/agent-process.ts';
import { type BareSocket, bareSocket } from '../agent/bare-socket.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from '../agent/exchanges.ts';
import { respond, type Script, type ScriptedServer, scriptedServer } from '../agent/scripted-server.ts';

const BYTES = 1000;
const DELAY_MS = 5;
const TIMED = 40;
/** What the engine may read beyond a bare socket in front of the same server, milliseconds; on a machine that is not quiet, its scatter more. */
const BEYOND_BARE_MS = 0.15;
/** Orders of the agent, each between readings by the bare socket: what disturbs one disturbs the other. */
const ORDERS = 9;
const METHODS = ['GET', 'PUT'] as const;
const CONNECTIONS = ['fresh', 'reused'] as const;
/** What the calibration over TLS is held against: a bare socket over TLS, on an open connection. */
const OVER_TLS = 'GET reused over TLS';
/** What the server itself says it gave: from the request (PUT: its last body byte) to the first byte of the response. */
const given = new Map<string, number>();
const body = content(0, BYTES);
let server: ScriptedServer;
let secure: ScriptedServer;
let agent: AgentProcess;
let bare: BareSocket;

beforeAll(async () => {
  const script: Script = (socket, { head }) => {
    const received = performance.now();
    const id = String(given.size);
    given.set(id, Number.NaN);
    const answer = respond('200 OK', head.startsWith('GET') ? body : '', [`x-amz-request-id: ${id}`]);
    setTimeout(() => {
      given.set(id, performance.now() - received);
      socket.write(answer);
    }, DELAY_MS);
  };
  server = await scriptedServer(script);
  secure = await scriptedServer(script, { tls: { key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE } });
  agent = startAgent(await bundled('agent/entry.ts'), post);
  bare = bareSocket();
});
afterAll(async () => {
  await bare.end();
  await server.close();
  await secure.close();
  await cleanUp();
});

const beyondGiven = (ms: unknown, id: unknown): number => Number(ms) - (given.get(String(id)) ?? Number.NaN);

/** Median of (first byte - given delay) by cell, milliseconds, as a bare socket reads it. */
async function bareErrors(): Promise<Record<string, number>> {
  const errors: Record<string, number> = {};
  const read = async (cell: string, request: Parameters<BareSocket['read']>[0]): Promise<void> => {
    const seen = await bare.read(request);
    errors[cell] = median(seen.map(({ ms, id }) => beyondGiven(ms, id)));
  };
  for (const method of METHODS)
    for (const connection of CONNECTIONS) {
      const sent = method === 'PUT' ? body.toString('latin1') : '';
      const head = `${method} /key HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: ${sent.length}\r\n\r\n`;
      const fresh = connection === 'fresh';
      await read(`${method} ${connection}`, { port: server.port, request: head + sent, count: TIMED, fresh });
    }
  const request = `GET /key HTTP/1.1\r\nHost: 127.0.0.1:${secure.port}\r\n\r\n`;
  await read(OVER_TLS, { port: secure.port, request, count: TIMED, fresh: false, tls: true });
  return errors;
}

/** The same of one order of the agent, with its calibrations. */
async function agentErrors(round: number): Promise<{ errors: Record<string, number>; calibrations: readonly Calibration[] }> {
  const blocks = METHODS.flatMap((method) =>
    CONNECTIONS.map((connection) => {
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
    return [cell, median(own.map(({ ttfb, request }) => beyondGiven(ttfb, request)))];
  });
  return {
    errors: Object.fromEntries(errors),
    calibrations: lines.filter((line): line is Calibration => line.kind === 'calibration'),
  };
}

describe('the agent against a server that logs the delay it gave', () => {
  /** Differences to the bare socket, one an order, milliseconds. */
  const cells = new Map<string, number[]>();
  const calibrated: { readonly plain: number[]; readonly tls: number[] } = { plain: [], tls: [] };
  const calibrations: Calibration[] = [];
  const errors: number[] = [];
  /** How far two readings of the bare socket lie apart, one after each order, milliseconds. */
  const apart = new Map<string, number[]>();
  const scatterOf = (cell: string): number => median(apart.get(cell) ?? []);

  beforeAll(async () => {
    await bareErrors(); // warms up both ends
    let before = await bareErrors();
    for (let order = 0; order < ORDERS; order++) {
      const read = await agentErrors(order);
      const after = await bareErrors();
      for (const [cell, error] of Object.entries(after))
        apart.set(cell, [...(apart.get(cell) ?? []), Math.abs(error - (before[cell] ?? Number.NaN))]);
      const bareOf = (cell: string): number => ((before[cell] ?? Number.NaN) + (after[cell] ?? Number.NaN)) / 2;
      for (const [cell, error] of Object.entries(read.errors)) {
        errors.push(error);
        cells.set(cell, [...(cells.get(cell) ?? []), error - bareOf(cell)]);
      }
      calibrations.push(...read.calibrations);
      const own = (of: (one: Calibration) => number): number => median(read.calibrations.map(of));
      calibrated.plain.push(own(({ errorMs }) => errorMs.median) - bareOf('GET reused'));
      calibrated.tls.push(own(({ tls }) => tls?.median ?? Number.NaN) - bareOf(OVER_TLS));
      before = after;
    }
    await agent.end();
  }, 250_000);

  it.each(METHODS.flatMap((method) => CONNECTIONS.map((connection) => `${method} ${connection}`)))(
    '%s: reads a first byte at most 0.15 ms beyond what a bare socket reads and that scatters by, in the median over orders',
    (cell) => {
      expect(median(cells.get(cell) ?? [])).toBeLessThanOrEqual(BEYOND_BARE_MS + scatterOf(cell));
    },
  );

  it('never reads an answer before it was sent', () => {
    expect(Math.min(...errors)).toBeGreaterThan(-0.05);
  });

  it('reads its own loopback server, plain and over TLS, at most 0.15 ms beyond what a bare socket of the same kind reads and that scatters by', () => {
    expect(median(calibrated.plain)).toBeLessThanOrEqual(BEYOND_BARE_MS + scatterOf('GET reused'));
    expect(median(calibrated.tls)).toBeLessThanOrEqual(BEYOND_BARE_MS + scatterOf(OVER_TLS));
  });

  it('calibrates itself before and after each order, and never reads less than was given', () => {
    expect(calibrations).toHaveLength(2 * ORDERS);
    for (const { errorMs, tls, givenMs } of calibrations) {
      expect(givenMs).toBeGreaterThanOrEqual(2);
      expect(errorMs.min).toBeGreaterThan(0);
      expect(tls?.min).toBeGreaterThan(0);
    }
  });
});
