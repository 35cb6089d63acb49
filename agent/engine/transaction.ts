import { NamedError } from '../../lib/domain/errors.ts';
import { type BodyReader, bodyReader } from './body.ts';
import { now } from './clock.ts';
import type { Connection, Receiver } from './connection.ts';
import { type Expectation, expectText, lengthMismatch } from './expectation.ts';
import { HEAD_LIMIT_BYTES, type Head, HeadReader } from './head.ts';
import { ERROR_BODY_BYTES, statusError } from './status.ts';
import { type Upload, upload } from './upload.ts';

/** One request, complete before the clock starts. */
export interface Prepared {
  /** May hold a small body as well. */
  readonly head: Buffer;
  /** Views of the body; undefined where there is nothing but the head to send. */
  readonly body: (() => Iterable<Uint8Array>) | undefined;
  /** Payload bytes sent; 0 for a request that only reads. */
  readonly sends: number;
  readonly expectation: () => Expectation;
}

/** When things happened, milliseconds of `now`; 0 where they did not. */
export interface Marks {
  /** The instant just before the request is written; on a new connection the end of its making. */
  begun: number;
  /** The last byte of head and body was handed to the kernel. */
  uploaded: number;
  /**
   * First byte of the final response. A 1xx (100 Continue, 103 Early Hints) is not final: nothing that was asked for has arrived with
   * it, so its bytes count as waiting. A head that arrives in pieces counts from its first piece.
   */
  first: number;
  /** Last byte of the response with its framing; where only the connection's end ends a body, that end. */
  last: number;
}

/** One request and its response on one connection. Calls `done` exactly once. */
export class Transaction implements Receiver {
  readonly marks: Marks = { begun: 0, uploaded: 0, first: 0, last: 0 };
  head: Head | undefined;
  error: NamedError | undefined;
  readonly #prepared: Prepared;
  readonly #connection: Connection;
  readonly #done: (transaction: Transaction) => void;
  #heads = new HeadReader();
  #headBytes = 0;
  #body: BodyReader | undefined;
  #expectation: Expectation | undefined;
  #errorText = '';
  #upload: Upload | undefined;
  #over = false;
  /** The response is whole; what is left to come is our own write's callback. */
  #awaiting = false;

  constructor(connection: Connection, prepared: Prepared, done: (transaction: Transaction) => void) {
    this.#connection = connection;
    this.#prepared = prepared;
    this.#done = done;
  }

  /** Payload bytes that crossed the network for this request, as far as it got. */
  get moved(): number {
    return (this.#upload?.done ? this.#prepared.sends : 0) + (this.#body?.bytes ?? 0);
  }

  /** Writes the request. `begun` is the instant the connection was ready, when this is the first request on it. */
  start(begun = now()): void {
    this.#connection.receiver = this;
    this.marks.begun = begun;
    this.#upload = upload(this.#connection, this.#prepared.head, this.#prepared.body?.() ?? [], () => {
      this.marks.uploaded = now();
    });
  }

  data(chunk: Buffer, bytes: number): void {
    const at = now();
    try {
      this.#read(chunk, bytes, at);
    } catch (error) {
      this.#finish(error as NamedError);
    }
  }

  ended(): void {
    if (this.#awaiting) return;
    if (this.#body?.ended()) {
      this.marks.last = now();
      try {
        this.#complete();
      } catch (error) {
        this.#finish(error as NamedError);
      }
    } else {
      const got = this.head ? `after ${this.#body?.bytes ?? 0} body bytes` : 'before the response head';
      this.#finish(new NamedError('EndedEarly', `the connection ended ${got}`));
    }
  }

  failed(error: NamedError): void {
    // A server may close after its answer, when both are whole; too many bytes are a fault all the same.
    if (this.#awaiting && this.marks.uploaded > 0 && error.name !== 'ExcessData') return;
    this.#finish(error);
  }

  #read(chunk: Buffer, bytes: number, arrived: number): void {
    let at = 0;
    while (!this.head && at < bytes) {
      if (this.marks.first === 0) this.marks.first = arrived;
      const stop = this.#heads.feed(chunk, at, bytes);
      this.#headBytes += stop - at;
      if (this.#headBytes > HEAD_LIMIT_BYTES) throw new NamedError('HeadTooLarge', 'too many interim responses');
      at = stop;
      const { head } = this.#heads;
      if (head && head.status < 200) {
        // Interim (1xx): the first byte that counts belongs to the final response.
        this.#heads = new HeadReader();
        this.marks.first = 0;
      } else if (head) this.#begin(head);
    }
    if (!this.#body) return;
    at = this.#body.feed(chunk, at, bytes);
    const expected = this.#expectation?.bytes;
    if (expected !== undefined && this.#body.bytes > expected) throw lengthMismatch(expected, this.#body.bytes);
    if (!this.#body.done) return;
    this.marks.last = arrived;
    if (at < bytes) throw new NamedError('ExcessData', `${bytes - at} bytes or more after the end of the response`);
    this.#complete();
  }

  /** The final head is here: chooses what its body is held against. */
  #begin(head: Head): void {
    this.head = head;
    const good = head.status < 300;
    this.#expectation = good
      ? this.#prepared.expectation()
      : expectText(ERROR_BODY_BYTES, (text) => {
          this.#errorText = text;
        });
    if (!good) this.#upload?.stop();
    const { framing } = head;
    const expected = this.#expectation.bytes;
    if (typeof framing === 'number') {
      if (expected !== undefined && framing !== expected) throw lengthMismatch(expected, framing);
      if (!good && framing > ERROR_BODY_BYTES) throw statusError(head, '');
    }
    const { payload } = this.#expectation;
    this.#body = bodyReader(framing, payload);
  }

  #complete(): void {
    const head = this.head as Head;
    this.#expectation?.finish(this.#body?.bytes ?? 0);
    if (head.status >= 300) this.#finish(statusError(head, this.#errorText));
    else if (this.marks.uploaded > 0) this.#finish(undefined);
    else this.#awaitUpload();
  }

  /**
   * A success before our own write's callback. Over TLS that callback comes one turn of the loop late, so one turn is granted;
   * after it the server has answered without waiting for the body, which is no upload. A plain socket's callback comes before
   * anything the last byte may have caused, and a turn more would make such an answer a success after 0 ms.
   */
  #awaitUpload(): void {
    const judge = (): void => {
      const early = this.marks.uploaded === 0;
      this.#finish(early ? new NamedError('EarlyResponse', 'a success was answered before the body was sent') : undefined);
    };
    this.#awaiting = true;
    if (this.#connection.secure) setImmediate(judge);
    else judge();
  }

  #finish(error: NamedError | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.error = error;
    // Over TLS the write's callback may come after the answer it caused: the kernel had the last byte before that.
    if (this.marks.first > 0) this.marks.uploaded = Math.min(this.marks.uploaded, this.marks.first);
    this.#upload?.stop();
    const connection = this.#connection;
    if (connection.receiver === this) connection.receiver = undefined;
    const complete = this.#body?.done === true && this.marks.uploaded > 0 && this.head?.keepAlive === true;
    const sound = error === undefined || error.name === 'HttpStatus' || error.name === 'Throttled';
    if (!complete || !sound) connection.destroy();
    // Whatever went wrong after it: a status that is no success says best why.
    if (error && !sound && this.head && this.head.status >= 300) this.error = statusError(this.head, this.#errorText);
    this.#done(this);
  }
}
