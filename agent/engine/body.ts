import { NamedError } from '../../lib/domain/errors.ts';
import type { Head } from './head.ts';

/** Gets each stretch of payload while it is still in the read buffer. */
export type Payload = (chunk: Buffer, at: number, end: number) => void;

/** Reads one body from any split of its bytes, keeping none of them. */
export interface BodyReader {
  readonly done: boolean;
  /** Payload bytes so far. */
  readonly bytes: number;
  /** Reads from `at`; returns where the body ended, or `end` while it is incomplete. */
  feed(chunk: Buffer, at: number, end: number): number;
  /** The connection ended; true when that completes the body. */
  ended(): boolean;
}

export function bodyReader(framing: Head['framing'], payload: Payload): BodyReader {
  if (framing === 'chunked') return new ChunkedBody(payload);
  return new PlainBody(framing === 'close' ? Number.POSITIVE_INFINITY : framing, payload);
}

/** A body of a known length, or (infinite) one that lasts until the connection ends. */
class PlainBody implements BodyReader {
  bytes = 0;
  readonly #length: number;
  readonly #payload: Payload;

  constructor(length: number, payload: Payload) {
    this.#length = length;
    this.#payload = payload;
  }

  get done(): boolean {
    return this.bytes >= this.#length;
  }

  feed(chunk: Buffer, at: number, end: number): number {
    const stop = Math.min(end, at + this.#length - this.bytes);
    this.bytes += stop - at;
    if (stop > at) this.#payload(chunk, at, stop);
    return stop;
  }

  ended(): boolean {
    return this.#length === Number.POSITIVE_INFINITY;
  }
}

const CR = 13;
const LF = 10;
/** Size lines and trailers are small; a server that sends more is broken. */
const LINE_LIMIT_BYTES = 8 * 1024;
const TRAILER_LIMIT_LINES = 100;
const SIZE_LINE = /^([0-9A-Fa-f]{1,13})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
const TRAILER_LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/;

/** `Transfer-Encoding: chunked` with extensions and trailers (RFC 9112, section 7.1). Error: BadChunk. */
class ChunkedBody implements BodyReader {
  bytes = 0;
  done = false;
  readonly #payload: Payload;
  #part: 'size' | 'data' | 'gap' | 'trailer' = 'size';
  #left = 0;
  #line = '';
  #trailers = 0;

  constructor(payload: Payload) {
    this.#payload = payload;
  }

  feed(chunk: Buffer, at: number, end: number): number {
    let position = at;
    while (position < end && !this.done) {
      if (this.#part === 'data') position = this.#data(chunk, position, end);
      else position = this.#text(chunk, position, end);
    }
    return position;
  }

  ended(): boolean {
    return false;
  }

  #data(chunk: Buffer, at: number, end: number): number {
    const stop = Math.min(end, at + this.#left);
    this.#left -= stop - at;
    this.bytes += stop - at;
    if (this.#left === 0) this.#part = 'gap';
    this.#payload(chunk, at, stop);
    return stop;
  }

  /** Collects a line up to and including CRLF. */
  #text(chunk: Buffer, at: number, end: number): number {
    const found = chunk.indexOf(LF, at);
    const stop = found < 0 || found >= end ? end : found + 1;
    this.#line += chunk.toString('latin1', at, stop);
    if (this.#line.length > LINE_LIMIT_BYTES) throw badChunk('a line is too long');
    if (this.#line.charCodeAt(this.#line.length - 1) !== LF) {
      // The empty line after a chunk has no other spelling: refuse the first wrong byte instead of waiting for more.
      if (this.#part === 'gap' && this.#line !== '\r') throw badChunk('a chunk is longer than its size');
      return stop;
    }
    if (this.#line.charCodeAt(this.#line.length - 2) !== CR) throw badChunk('a line does not end in CRLF');
    const line = this.#line.slice(0, -2);
    this.#line = '';
    this.#endLine(line);
    return stop;
  }

  #endLine(line: string): void {
    if (this.#part === 'gap') {
      if (line !== '') throw badChunk('a chunk is longer than its size');
      this.#part = 'size';
    } else if (this.#part === 'size') {
      const match = SIZE_LINE.exec(line);
      if (!match) throw badChunk(`not a chunk size: ${JSON.stringify(line.slice(0, 40))}`);
      this.#left = Number.parseInt(match[1] as string, 16);
      this.#part = this.#left === 0 ? 'trailer' : 'data';
    } else if (line === '') this.done = true;
    else if (!TRAILER_LINE.test(line) || ++this.#trailers > TRAILER_LIMIT_LINES) throw badChunk('not a trailer');
  }
}

const badChunk = (message: string): NamedError => new NamedError('BadChunk', `chunked body: ${message}`);
