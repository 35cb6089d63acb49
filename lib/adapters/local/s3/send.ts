import type { ServerResponse } from 'node:http';
import type { Answer, Body } from './answer.ts';
import { planSlices, type SlicePlan } from './slices.ts';
import { preciselyAt, stepAt } from './timing.ts';

export interface Pace {
  /** performance.now() at which the first byte may leave. */
  readonly dueAt: number;
  /** 0 = unlimited. */
  readonly bytesPerSecond: number;
}

export interface Sent {
  /** performance.now() at which the first byte was handed to the socket, and the last one. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the body. */
  readonly bytes: number;
}

/** Reads ahead of the socket by this many slices; bounds the memory of a body whatever its size. */
const DEPTH = 4;

/**
 * Sends an answer on its schedule. Head and first slice are prepared before they are due, held back by the socket's cork and
 * let go by one system call. A client that reads too slowly is waited for, and the schedule catches up afterwards.
 * With `open` the response is left unfinished after its last byte. Resolves early when the client goes away.
 */
export async function send(response: ServerResponse, answer: Answer, pace: Pace, open = false): Promise<Sent> {
  const { body } = answer;
  const { socket } = response;
  const plan = planSlices(body.bytes, pace.bytesPerSecond);
  const slices = slicesOf(body, plan);
  try {
    socket?.cork();
    response.writeHead(answer.status, headersOf(answer));
    const first = await slices.load(0);
    // Not end(), even when this is all: end() would let go at once of what the cork holds back.
    let handed = write(response, first, false);
    slices.sent(0, handed);
    let next = plan.count > 1 ? slices.load(1) : undefined;
    next?.catch(() => {}); // reported when its turn comes
    await preciselyAt(pace.dueAt);
    const firstAt = performance.now();
    socket?.uncork();
    if (plan.count === 1) {
      if (takenWhole(response)) handed = Promise.resolve(firstAt);
      if (!open) response.end();
    }
    const endAt = firstAt + plan.slice(plan.count - 1).dueMs;
    let bytes = first.length;
    for (let i = 1; i < plan.count && !response.destroyed; i++) {
      const slice = (await next) as Buffer;
      next = i + 1 < plan.count ? slices.load(i + 1) : undefined;
      next?.catch(() => {});
      await stepAt(firstAt + plan.slice(i).dueMs, endAt);
      handed = write(response, slice, i === plan.count - 1 && !open);
      slices.sent(i, handed);
      bytes += slice.length;
    }
    await next?.catch(() => {}); // a client that left: its read must end before the file is closed
    return { firstAt, lastAt: Math.max(firstAt, await handed), bytes };
  } finally {
    body.close();
  }
}

function headersOf({ status, headers, announcedBytes, body }: Answer): Record<string, string | number> {
  if (status === 204 || status === 304 || headers['transfer-encoding'] !== undefined) return headers;
  return { 'content-length': announcedBytes ?? body.bytes, ...headers };
}

/** Resolves with the performance.now() at which the last of it was handed over, or the connection was gone. */
function write(response: ServerResponse, data: Buffer, last: boolean): Promise<number> {
  return new Promise((resolve) => {
    const at = performance.now();
    if (response.destroyed) return resolve(at);
    const done = () => {
      response.off('close', done);
      resolve(performance.now());
    };
    response.once('close', done);
    if (data.length === 0) {
      response.flushHeaders();
      done();
    } else if (last) response.end(data, done);
    else response.write(data, done);
    if (last && takenWhole(response)) resolve(at);
  });
}

/** Most writes are taken by the operating system at once, which their callbacks tell only turns of the loop later. */
function takenWhole({ socket }: ServerResponse): boolean {
  return socket?.writableLength === 0;
}

/** Loads slices into a ring of buffers, each used again only after its last content was written. */
function slicesOf(body: Body, plan: SlicePlan) {
  const ring: Buffer[] = [];
  const written: Promise<number>[] = [];
  return {
    async load(index: number): Promise<Buffer> {
      const at = index % DEPTH;
      await written[at];
      const { start, end } = plan.slice(index);
      ring[at] ??= Buffer.allocUnsafe(plan.largest);
      const buffer = ring[at].subarray(0, end - start);
      if (buffer.length > 0) await body.read(buffer, start);
      return buffer;
    },
    sent(index: number, done: Promise<number>): void {
      written[index % DEPTH] = done;
    },
  };
}
