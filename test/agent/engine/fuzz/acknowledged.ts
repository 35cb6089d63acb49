import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { Connection } from '../../../../agent/engine/connection.ts';
import { launch, type Outcome } from '../../../../agent/engine/flight.ts';
import { requestHead } from '../../../../agent/engine/object.ts';
import { splitUrl } from '../../../../agent/engine/origin.ts';
import type { Prepared } from '../../../../agent/engine/transaction.ts';
import { type ScriptedServer, scriptedServer } from '../../scripted-server.ts';

/** An exchange whose server wrote each segment only after the client had read the one before. */
export interface Acknowledged {
  readonly outcome: Outcome;
  /** Payload as it was handed over. */
  readonly payload: string;
  /** The instant before each segment was written, then the instant the exchange was over: milliseconds of the client's own clock. */
  readonly written: readonly number[];
}

/** Answers with segments that are never read together: what the client's socket has read is known, because it is ours. */
export interface AcknowledgingServer {
  answer(segments: readonly string[], after: 'stays' | 'ends'): Promise<Acknowledged>;
  close(): Promise<void>;
}

export async function acknowledgingServer(): Promise<AcknowledgingServer> {
  let reply: (write: (bytes: Buffer) => void, end: () => void) => void = () => {};
  const server: ScriptedServer = await scriptedServer((socket) => reply(socket.write.bind(socket), socket.end.bind(socket)));
  const { origin } = splitUrl(server.url);
  const signal = new AbortController().signal;

  async function answer(segments: readonly string[], after: 'stays' | 'ends'): Promise<Acknowledged> {
    const connection = await connected();
    const payload: Buffer[] = [];
    const written: number[] = [];
    const { socket } = connection;
    reply = async (write, end) => {
      let sent = 0;
      for (const segment of segments) {
        // A client that has given up reads no more.
        while (socket.bytesRead < sent && !socket.destroyed) await turnOfLoop();
        written.push(performance.now());
        write(Buffer.from(segment, 'latin1'));
        sent += segment.length;
      }
      while (socket.bytesRead < sent && !socket.destroyed) await turnOfLoop();
      if (after === 'ends') end();
    };
    const prepared: Prepared = {
      head: requestHead('GET', '/', { Host: origin.host }),
      body: undefined,
      sends: 0,
      expectation: () => ({
        bytes: undefined,
        payload: (chunk, at, stop) => payload.push(Buffer.from(chunk.subarray(at, stop))),
        finish: () => {},
      }),
    };
    const plan = { origin, address: '127.0.0.1', open: [connection], wanted: 1, prepared: [prepared] };
    const outcome = await launch({ ...plan, timeoutMs: 20_000, signal });
    written.push(performance.now());
    connection.destroy();
    return { outcome, payload: Buffer.concat(payload).toString('latin1'), written };
  }

  function connected(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const dialling = { data: () => {}, ended: () => reject(new Error('ended')), failed: reject };
      const connection: Connection = new Connection(origin, '127.0.0.1', 1, dialling, () => resolve(connection));
    });
  }

  return { answer, close: server.close };
}
