import { NamedError } from '../lib/domain/errors.ts';
import type { Exchange, Part } from '../lib/domain/order.ts';
import { createEngine } from './engine/engine.ts';
import { LOOPBACK_CERTIFICATE } from './loopback-certificate.ts';
import { loopbackClient } from './loopback-client.ts';
import { LOOPBACK_BYTES, type LoopbackServer, loopbackTarget } from './loopback-server.ts';
import type { Pool } from './role.ts';

/** Longer would delay every order of an EC2 host, which is a process of its own; less leaves a throttled host cold. */
const WARM_UP_MS = 3000;
/** Blocks of plain and TLS together. */
const BLOCKS = 60;
/** Requests of a block that dial, and all of them. */
const FRESH = 10;
const REQUESTS = 50;
const TIMEOUT_SECONDS = 10;
/** What an item is signed with; nobody checks it. */
const KEYS = { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal', sessionToken: 'rehearsal' };
const ITEM_BYTES = 1000;
/** Longer than any answer that could hold such an item. */
const ITEM_ANSWER_BYTES = 1400;

/**
 * Measures the loopback server as an order measures a store, with the engine's own pools, until that code is compiled: objects and
 * items, GET and PUT, small and large, over TLS and plain in turn, on fresh connections and on open ones. A first request in a process
 * takes 20 times as long as the 3,000th (measured). TLS comes first, for hosts whose processor is too slow for all of it: stores in the
 * cloud speak nothing else. Ends after `limitMs` at the latest, with what is under way: a request, or the signing of a block. Returns
 * the number of requests. Error: LoopbackFailed.
 */
export async function warmUp(server: LoopbackServer, limitMs = WARM_UP_MS): Promise<number> {
  const until = performance.now() + limitMs;
  await warmRoots(server.tlsUrl);
  const engine = createEngine({
    seed: 0,
    timeoutSeconds: TIMEOUT_SECONDS,
    signal: new AbortController().signal,
    rehearsal: { certificate: LOOPBACK_CERTIFICATE, credentials: KEYS },
  });
  const blocks = [server.tlsUrl, server.url].map(blockOf);
  let done = 0;
  for (let turn = 0; turn < BLOCKS && performance.now() < until; turn++)
    done += await flown(engine.pool(turn), blocks[turn % blocks.length] ?? [], until);
  // What is collected now is room that the orders need not ask the system for.
  globalThis.gc?.();
  return done;
}

/** A first look into the root certificates costs a handshake more than later ones. They refuse the loopback server, as they must. */
async function warmRoots(tlsUrl: string): Promise<void> {
  const client = loopbackClient(tlsUrl, undefined);
  try {
    await client.send(client.prepare({ delayMs: 0, answerBytes: 1 }));
  } catch (error) {
    if (!(error instanceof NamedError && error.cause instanceof NamedError && error.cause.name === 'Certificate')) throw error;
  } finally {
    client.close();
  }
}

/** One request after another, the first ones over connections of their own. */
async function flown(pool: Pool, exchanges: readonly Exchange[], until: number): Promise<number> {
  let done = 0;
  await pool.ready(exchanges);
  try {
    for (const exchange of exchanges) {
      if (done > 0 && performance.now() >= until) break;
      if (done < FRESH) pool.close();
      const { error } = await pool.fly(exchange, { verify: false });
      if (error)
        throw new NamedError('LoopbackFailed', `a request to the loopback server failed: ${error.name}: ${error.message}`);
      done++;
    }
  } finally {
    pool.close();
  }
  return done;
}

/** What a block sends: two large bodies once there is an open connection, all others small. Each is signed once, as an order's are. */
function blockOf(url: string): Exchange[] {
  const small = [
    () => object(url, 'GET', 1000),
    () => object(url, 'PUT', 1000),
    () => item(url, 'get'),
    () => item(url, 'put'),
  ] as const;
  const large = [() => object(url, 'GET', LOOPBACK_BYTES), () => object(url, 'PUT', LOOPBACK_BYTES)] as const;
  return Array.from({ length: REQUESTS }, (_, i) => {
    const part = (large[i - FRESH] ?? (small[i % small.length] as () => Part))();
    return { parts: [part], parallel: 1, bytes: part.bytes };
  });
}

function object(url: string, method: 'GET' | 'PUT', bytes: number): Part {
  const target = loopbackTarget(0, method === 'GET' ? bytes : 0);
  return { kind: 'object', method, url: url + target, headers: {}, bytes, offset: 0 };
}

function item(url: string, operation: 'get' | 'put'): Part {
  const endpoint = url + loopbackTarget(0, operation === 'get' ? ITEM_ANSWER_BYTES : 2);
  const named = { table: 'rehearsal', key: 'rehearsal', region: 'us-east-1' };
  return { kind: 'item', operation, endpoint, ...named, bytes: ITEM_BYTES, offset: 0 };
}
