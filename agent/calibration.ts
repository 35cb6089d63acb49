import { NamedError } from '../lib/domain/errors.ts';
import type { Calibration } from '../lib/domain/sample.ts';
import type { Connection } from './engine/connection.ts';
import { expectAnything } from './engine/expectation.ts';
import { launch, type Outcome } from './engine/flight.ts';
import { requestHead } from './engine/object.ts';
import { splitUrl } from './engine/origin.ts';
import type { Prepared } from './engine/transaction.ts';
import { GIVEN_HEADER, LOOPBACK_BYTES, type LoopbackServer, loopbackTarget } from './loopback-server.ts';

/** About the distance of a store in the same region: long enough that the host's processor goes idle, as it does there. */
const DELAY_MS = 2;
const ANSWER_BYTES = 1000;
const TIMEOUT_MS = 10_000;
const WARM_UP_MS = 1000;
const WARM_UP_REQUESTS = 3000;
/** Requests on one warm-up connection: the code that dials gets warm as well. */
const WARM_UP_PER_CONNECTION = 50;

/** One request after another against the loopback server, over one connection. */
function loopbackClient(server: LoopbackServer) {
  const { origin } = splitUrl(server.url);
  const never = new AbortController().signal;
  let connection: Connection | undefined;
  return {
    async request(prepared: Prepared): Promise<Outcome> {
      const open = connection?.open ? [connection] : [];
      const setup = { origin, address: origin.hostname, wanted: 1, timeoutMs: TIMEOUT_MS, signal: never };
      const outcome = await launch({ ...setup, open, prepared: [prepared] });
      connection = outcome.made[0] ?? connection;
      return outcome;
    },
    close(): void {
      connection?.destroy();
      connection = undefined;
    },
  };
}

function prepared(server: LoopbackServer, delayMs: number, answer: number, upload?: Uint8Array): Prepared {
  const { origin } = splitUrl(server.url);
  const fields = { Host: origin.host, ...(upload ? { 'Content-Length': String(upload.length) } : {}) };
  const head = requestHead(upload ? 'PUT' : 'GET', loopbackTarget(delayMs, answer), fields);
  return { head, body: upload && (() => [upload]), sends: 0, expectation: expectAnything };
}

/** The agent's own error, from `n` requests to a server that says what delay it gave. Error: LoopbackFailed. */
export async function calibrate(
  server: LoopbackServer,
  n: number,
  round: number,
  when: Calibration['when'],
): Promise<Calibration> {
  const client = loopbackClient(server);
  const request = prepared(server, DELAY_MS, ANSWER_BYTES);
  const errors: number[] = [];
  const given: number[] = [];
  try {
    // The first one dials and is left out.
    for (let i = 0; i <= n; i++) {
      const outcome = await client.request(request);
      const [marks] = outcome.marks;
      const delay = Number(outcome.fields.get(GIVEN_HEADER));
      if (outcome.error || !marks) throw new NamedError('LoopbackFailed', `calibration failed: ${outcome.error?.message}`);
      if (i > 0) {
        errors.push(marks.first - marks.begun - delay);
        given.push(delay);
      }
    }
  } finally {
    client.close();
  }
  const errorMs = { min: at(errors, 0), median: at(errors, 0.5), p90: at(errors, 0.9), max: at(errors, 1) };
  return { kind: 'calibration', round, when, n, givenMs: at(given, 0.5), errorMs };
}

/** The sample at this share of the sorted values, rounded to 0.1 us. */
function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return Math.round(value * 1e4) / 1e4;
}

/**
 * Runs the engine's own code until it is compiled: GET and PUT, small and large, on connections that are made anew now and
 * then. A first request in a process takes 20 times as long as the 3,000th (measured). At most about a second.
 */
export async function warmUp(server: LoopbackServer): Promise<number> {
  const client = loopbackClient(server);
  const kinds = [
    prepared(server, 0, 1000),
    prepared(server, 0, 0, Buffer.alloc(1000)),
    prepared(server, 0, 1),
    prepared(server, 0, 0, Buffer.alloc(1)),
  ];
  const large = [prepared(server, 0, LOOPBACK_BYTES), prepared(server, 0, 0, Buffer.alloc(LOOPBACK_BYTES))];
  const until = performance.now() + WARM_UP_MS;
  let done = 0;
  try {
    while (done < WARM_UP_REQUESTS && performance.now() < until) {
      const next = done % 100 < large.length ? large[done % 100] : kinds[done % kinds.length];
      const { error } = await client.request(next as Prepared);
      if (error) throw new NamedError('LoopbackFailed', `warm-up failed: ${error.message}`);
      if (++done % WARM_UP_PER_CONNECTION === 0) client.close();
    }
  } finally {
    client.close();
  }
  return done;
}
