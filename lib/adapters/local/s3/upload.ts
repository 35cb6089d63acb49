import type { IncomingMessage } from 'node:http';
import { preciselyAt, stepAt } from './timing.ts';

/** The body of one request as it arrives. */
export interface Upload {
  /** The bytes on the wire, framing included, at the rate of the shape. May be iterated once. */
  chunks(): AsyncGenerator<Buffer, void, undefined>;
  /** performance.now() at which the last byte counted as received; of the request's head while there is none. */
  receivedAt(): number;
}

/**
 * Reads a request's body at `bytesPerSecond` (0 = unlimited) by not reading on while it is ahead of its schedule: the sender
 * feels it through TCP. The last byte counts as received when it is due, so that a body takes bytes/rate however it was cut.
 * The kernel's buffers still take what they can hold: a sender may be done handing over before the body counts as received.
 */
export function pacedUpload(request: IncomingMessage, headAt: number, bytesPerSecond: number, begin: () => void): Upload {
  let receivedAt = headAt;
  const lengthMs = bytesPerSecond > 0 ? (Number(request.headers['content-length'] ?? 0) / bytesPerSecond) * 1000 : 0;
  return {
    receivedAt: () => receivedAt,
    async *chunks() {
      begin();
      let bytes = 0;
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        receivedAt = performance.now();
        bytes += chunk.length;
        yield chunk;
        if (bytesPerSecond > 0) {
          const dueMs = headAt + (bytes / bytesPerSecond) * 1000;
          if (dueMs - performance.now() > 1) await stepAt(dueMs, Math.max(dueMs, headAt + lengthMs));
        }
      }
      const dueMs = bytesPerSecond > 0 ? headAt + (bytes / bytesPerSecond) * 1000 : 0;
      await preciselyAt(dueMs);
      receivedAt = Math.max(receivedAt, dueMs);
    },
  };
}
