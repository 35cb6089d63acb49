import { NamedError } from '../lib/domain/errors.ts';
import { LOOPBACK_CERTIFICATE } from './loopback-certificate.ts';
import { type LoopbackClient, loopbackClient } from './loopback-client.ts';
import { LOOPBACK_BYTES, type LoopbackServer } from './loopback-server.ts';

/** Longer would delay every order of an EC2 host, which is a process of its own; less leaves a throttled host cold. */
const WARM_UP_MS = 1000;
/** Turns of plain and TLS together. */
const TURNS = 30;
/** Requests of a turn that dial, and all of them. */
const FRESH = 5;
const REQUESTS = 50;

/**
 * Runs the engine's own code until it is compiled, over TLS and plain in turn: fresh connections, then requests on an open one, GET and
 * PUT, small and large. A first request in a process takes 20 times as long as the 3,000th (measured). TLS comes first, for hosts whose
 * processor is too slow for all of it: stores in the cloud speak nothing else. Ends after `limitMs` at the latest, with the request
 * that is under way. Returns the number of requests. Error: LoopbackFailed.
 */
export async function warmUp(server: LoopbackServer, limitMs = WARM_UP_MS): Promise<number> {
  const until = performance.now() + limitMs;
  await warmRoots(server.tlsUrl);
  const clients = [server.tlsUrl, server.url].map((url) => loopbackClient(url, LOOPBACK_CERTIFICATE));
  let done = 0;
  try {
    for (let turn = 0; turn < TURNS && performance.now() < until; turn++) {
      done += await takeTurn(clients[turn % clients.length] as LoopbackClient, until);
    }
  } finally {
    for (const client of clients) client.close();
  }
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

async function takeTurn(client: LoopbackClient, until: number): Promise<number> {
  const large = [
    client.prepare({ delayMs: 0, answerBytes: LOOPBACK_BYTES }),
    client.prepare({ delayMs: 0, answerBytes: 0, upload: Buffer.alloc(LOOPBACK_BYTES) }),
  ];
  const small = [
    client.prepare({ delayMs: 0, answerBytes: 1000 }),
    client.prepare({ delayMs: 0, answerBytes: 0, upload: Buffer.alloc(1000) }),
    client.prepare({ delayMs: 0, answerBytes: 1 }),
    client.prepare({ delayMs: 0, answerBytes: 0, upload: Buffer.alloc(1) }),
  ];
  let done = 0;
  while (done < REQUESTS && (done === 0 || performance.now() < until)) {
    if (done < FRESH) client.close();
    const request = large[done - FRESH] ?? small[done % small.length];
    if (request) await client.send(request);
    done++;
  }
  return done;
}
