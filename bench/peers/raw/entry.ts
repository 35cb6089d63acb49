// The product's own engine in a process of its own, bundled and started as the agent is, after the agent's own warm-up. Argument: `warm`
// or `cold` (without warm-up). Commands on stdin, answers on stdout (bench/README.md).
import { PerformanceObserver } from 'node:perf_hooks';
import { createEngine } from '../../../agent/engine/engine.ts';
import { helpersStepBack } from '../../../agent/helper-threads.ts';
import { inLoopbackThread, startLoopbackServer } from '../../../agent/loopback-server.ts';
import type { Flight, Pool } from '../../../agent/role.ts';
import { warmUp } from '../../../agent/warm-up.ts';
import type { Exchange } from '../../../lib/domain/order.ts';
import type { Answer, Command, Pause } from '../../protocol.ts';
import { takeCommands } from '../serve.ts';
import { watchWaiting } from './waiting.ts';

const SEED = 1;
const TIMEOUT_SECONDS = 120;
const REGION = 'us-east-1';
const engine = createEngine({ seed: SEED, timeoutSeconds: TIMEOUT_SECONDS, signal: new AbortController().signal });
const pools = new Map<string, Pool>();

function poolOf({ url, streams }: Command): Pool {
  const id = `${new URL(url).origin} ${streams}`;
  const pool = pools.get(id) ?? engine.pool(0);
  pools.set(id, pool);
  return pool;
}

function exchangeOf({ method, url, bytes, streams, item }: Command): Exchange {
  const offset = 0;
  if (item) {
    const part = { kind: 'item', ...item, endpoint: url, region: REGION, bytes, offset } as const;
    return { parts: [part], parallel: 1, bytes };
  }
  const part = { kind: 'object', method: method === 'PUT' ? 'PUT' : 'GET', url, headers: {}, bytes, offset } as const;
  return { parts: Array.from({ length: streams }, () => part), parallel: streams, bytes: bytes * streams };
}

async function flown(pool: Pool, exchange: Exchange): Promise<Flight> {
  const flight = await pool.fly(exchange, { verify: false });
  if (flight.error) throw new Error(`${flight.error.name}: ${flight.error.message}`);
  return flight;
}

/** Pauses of the garbage collector, on the clock of `performance.now()`; watched only where a command asks for it. */
function watchPauses(): { stop(): Pause[] } {
  const pauses: Pause[] = [];
  const keep = (entries: readonly { startTime: number; duration: number }[]): void => {
    for (const { startTime, duration } of entries) pauses.push({ atUs: startTime * 1000, lengthUs: duration * 1000 });
  };
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    stop() {
      keep(observer.takeRecords());
      observer.disconnect();
      return pauses;
    },
  };
}

async function answer(command: Command): Promise<Answer> {
  const pool = poolOf(command);
  const fresh = command.connection === 'fresh';
  if (fresh) pool.close();
  else await flown(pool, exchangeOf({ ...command, method: 'GET', url: command.open ?? command.url, bytes: 1, item: undefined }));
  const exchanges = Array.from({ length: command.count }, () => exchangeOf(command));
  await pool.ready(exchanges);
  const ttfbUs: number[] = [];
  const totalUs: number[] = [];
  const givenUs: number[] = [];
  const startsUs: number[] = [];
  const watched = command.traced ? watchPauses() : undefined;
  const waiting = command.traced ? watchWaiting() : undefined;
  const usage = process.cpuUsage();
  const start = performance.now();
  for (const exchange of exchanges) {
    waiting?.begin();
    if (watched) startsUs.push(performance.now() * 1000);
    const { total, body, request, reused } = await flown(pool, exchange);
    waiting?.end();
    if (reused === fresh) throw new Error(fresh ? 'a fresh connection was none' : 'the connection was not reused');
    totalUs.push(Number(total) * 1000);
    // From the connect call or the write to the first byte, as every peer counts; the engine's own ttfb of a PUT starts later.
    ttfbUs.push((Number(total) - Number(body)) * 1000);
    if (request !== null) givenUs.push(Number(request) / 1000);
    if (fresh) pool.close();
  }
  const wallUs = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(usage);
  // The observer is told in a later turn of the loop.
  await new Promise((resolve) => setTimeout(resolve, watched ? 20 : 0));
  const trace =
    watched && waiting ? { startsUs, waitsUs: waiting.waitsUs, ownUs: waiting.ownUs, pauses: watched.stop() } : undefined;
  return { id: command.id, ttfbUs, totalUs, cpuUs: user + system, wallUs, givenUs, ...(trace ? { trace } : {}) };
}

if (!inLoopbackThread()) {
  if (process.argv[2] !== 'cold') {
    await warmUp(await startLoopbackServer());
    helpersStepBack();
  }
  takeCommands(answer);
}
