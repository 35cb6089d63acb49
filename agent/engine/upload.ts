import type { Socket } from 'node:net';

const PLAIN_WRITE_BYTES = 2 * 1024 * 1024;
const TLS_WRITE_BYTES = 256 * 1024;
const TLS_SHARED_WRITE_BYTES = 64 * 1024;
const FEW_STREAMS = 8;
/** The payload of one TLS record (RFC 8446, section 5.1). */
export const TLS_RECORD_BYTES = 16 * 1024;

/**
 * Bytes of one write. Plain writes are handed to the kernel as they are; TLS copies each into buffers of its own, of which many
 * streams have many: 16 of them are no slower with 64 KiB than with 128 (measured), and hold 1 MB less. One TLS stream needs at least
 * 256 KiB, or it loses up to half its rate (measured on loopback).
 */
export function writeBytes(secure: boolean, streams: number): number {
  if (!secure) return PLAIN_WRITE_BYTES;
  return streams > FEW_STREAMS ? TLS_SHARED_WRITE_BYTES : TLS_WRITE_BYTES;
}

/** Views of `slices` no longer than one write. */
function* pieces(slices: Iterable<Uint8Array>, limit: number): Generator<Uint8Array> {
  for (const slice of slices) {
    for (let at = 0; at < slice.length; at += limit) yield slice.subarray(at, Math.min(slice.length, at + limit));
  }
}

/** Where an upload goes. */
export interface UploadTarget {
  readonly socket: Socket;
  readonly secure: boolean;
  readonly writeBytes: number;
}

/** An upload in progress. */
export interface Upload {
  /** Every byte has been handed to the kernel. */
  readonly done: boolean;
  /** No further write is made. */
  stop(): void;
}

/**
 * Writes head and body, one write outstanding; nothing is copied and nothing queued. The first piece of a body leaves with its head in
 * one gathered write. `uploaded` is called when the kernel has the last byte; a failed write shows as the socket's own error.
 */
export function upload(connection: UploadTarget, head: Buffer, body: Iterable<Uint8Array>, uploaded: () => void): Upload {
  const { socket, secure } = connection;
  const rest = pieces(body, connection.writeBytes);
  const state = {
    done: false,
    stopped: false,
    stop(): void {
      state.stopped = true;
    },
  };
  const finish = (): void => {
    if (state.done) return;
    state.done = true;
    uploaded();
  };
  let piece = rest.next();
  const firstBytes = head.length + (piece.done ? 0 : piece.value.length);
  // A TLS socket reports every write a turn of the loop late. One record on an idle connection needs no report: it is encrypted and
  // written within the call, and a kernel with nothing queued takes that much.
  const oneRecord = secure && socket.writableLength === 0 && firstBytes <= TLS_RECORD_BYTES;
  // A plain socket that has nothing queued after the write has given everything to the kernel: its callback would only come later.
  const taken = (): boolean => !secure && socket.writableLength === 0;
  const next = (error?: Error | null): void => {
    if (error || state.stopped || state.done) return;
    if (piece.done) finish();
    else {
      const { value } = piece;
      piece = rest.next();
      socket.write(value, next);
      if (piece.done && taken()) finish();
    }
  };
  if (piece.done) socket.write(head, next);
  else {
    socket.cork();
    socket.write(head);
    next();
    socket.uncork();
  }
  if (piece.done && (oneRecord || taken())) finish();
  return state;
}
