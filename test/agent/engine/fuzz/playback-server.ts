import type { Socket } from 'node:net';
import { setTimeout as sleep, setImmediate as turnOfLoop } from 'node:timers/promises';
import type { Exchange } from '../../../../lib/domain/order.ts';
import { PAYLOAD, type RecordedResponse } from '../../../fixtures/responses/recorded.ts';
import { exchange, objectPart } from '../../exchanges.ts';
import { respond, type ScriptedOptions, scriptedServer } from '../../scripted-server.ts';

/** The answer to the request that follows: other bytes of the same length, so that a left-over answer cannot pass for it. */
const NEXT_PAYLOAD = 'abcdefghij';

/** A content block in readable bytes: what is asked for begins at its start, what follows at `NEXT_PAYLOAD`. */
export const CONTENT = Buffer.from(`${PAYLOAD}${NEXT_PAYLOAD}`);

export interface Played extends Pick<RecordedResponse, 'segments' | 'after'> {
  /** Milliseconds between two segments; 0 unless told. */
  readonly pauseMs?: number;
}

/** A server that answers `/played` with what it is told to and everything else properly. */
export interface PlaybackServer {
  readonly url: string;
  /** What `/played` answers from now on. */
  play(response: Played): void;
  /** Resolves when everything played so far has been written. */
  written(): Promise<void>;
  readonly asked: (method: 'GET' | 'PUT') => Exchange;
  /** A request that has a proper answer. */
  readonly next: Exchange;
  close(): Promise<void>;
}

export async function playbackServer(options?: ScriptedOptions): Promise<PlaybackServer> {
  let response: Played = { segments: [], after: 'stays' };
  let writing = Promise.resolve();
  const server = await scriptedServer((socket, { head }) => {
    if (/^\w+ \/played /.test(head)) writing = write(socket, response);
    else socket.write(respond('200 OK', NEXT_PAYLOAD));
  }, options);
  return {
    url: server.url,
    play: (next) => {
      response = next;
    },
    written: () => writing,
    asked: (method) => exchange(objectPart(method, `${server.url}/played`, PAYLOAD.length)),
    next: exchange(objectPart('GET', `${server.url}/next`, NEXT_PAYLOAD.length, PAYLOAD.length)),
    close: server.close,
  };
}

/** Writes each segment with two turns of the loop after it: client and server share the loop, so each is read on its own. */
async function write(socket: Socket, { segments, after, pauseMs = 0 }: Played): Promise<void> {
  for (const segment of segments) {
    if (socket.destroyed) return;
    socket.write(Buffer.from(segment, 'latin1'));
    await turnOfLoop();
    await turnOfLoop();
    if (pauseMs > 0) await sleep(pauseMs);
  }
  if (after === 'ends') socket.end();
  // TLS sockets have no reset of their own; destroying one ends it without a word.
  if (after === 'resets') 'encrypted' in socket ? socket.destroy() : socket.resetAndDestroy();
}
