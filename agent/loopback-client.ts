import { NamedError } from '../lib/domain/errors.ts';
import type { Connection } from './engine/connection.ts';
import { expectAnything } from './engine/expectation.ts';
import { launch, type Outcome } from './engine/flight.ts';
import { requestHead } from './engine/object.ts';
import { splitUrl } from './engine/origin.ts';
import type { Prepared } from './engine/transaction.ts';
import { loopbackTarget } from './loopback-server.ts';

const TIMEOUT_MS = 10_000;

/** What is asked of the loopback server: a delay in milliseconds and a length of the answer. */
export interface LoopbackRequest {
  readonly delayMs: number;
  readonly answerBytes: number;
}

/** One request after another over one connection, with the engine's own code. */
export interface LoopbackClient {
  prepare(request: LoopbackRequest): Prepared;
  /** Dials when no connection is open. Error: LoopbackFailed. */
  send(prepared: Prepared): Promise<Outcome>;
  /** Closes the connection: the next request dials. */
  close(): void;
}

/** A client of one of the loopback server's two URLs, which trusts this certificate; `undefined` stands for the root certificates. */
export function loopbackClient(url: string, certificate: string | undefined): LoopbackClient {
  const { origin } = splitUrl(url, certificate);
  const never = new AbortController().signal;
  let connection: Connection | undefined;
  return {
    prepare({ delayMs, answerBytes }) {
      const head = requestHead('GET', loopbackTarget(delayMs, answerBytes), { Host: origin.host });
      return { head, body: undefined, sends: 0, expectation: expectAnything };
    },
    async send(prepared) {
      const open = connection?.open ? [connection] : [];
      const address = origin.hostname;
      const outcome = await launch({
        origin,
        address,
        open,
        wanted: 1,
        prepared: [prepared],
        timeoutMs: TIMEOUT_MS,
        signal: never,
      });
      connection = outcome.made[0] ?? connection;
      const { error } = outcome;
      if (error)
        throw new NamedError('LoopbackFailed', `a request to the loopback server failed: ${error.message}`, { cause: error });
      return outcome;
    },
    close() {
      connection?.destroy();
      connection = undefined;
    },
  };
}
