/** What a peer is asked: one line of JSON on its standard input. URLs hold an IPv4 address and a port; no string needs an escape. */
export interface Command {
  readonly id: number;
  /** POST stands for an item of DynamoDB. */
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly url: string;
  /** Payload bytes of one stream, expected or sent. */
  readonly bytes: number;
  /** Timed requests, one after another. */
  readonly count: number;
  /** `fresh` dials for every request, without TLS resumption. */
  readonly connection: 'reused' | 'fresh';
  /** Parts of a request that run at once, each over a connection of its own. */
  readonly streams: number;
  /** PEM file of the one certificate to trust. */
  readonly ca: string;
  /** An object of one byte: read once, untimed, so that reused connections are open. */
  readonly open?: string;
  /** POST: exactly these fields and this body; the raw engine makes its own from `item`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The raw engine and C: also say what happened in the process meanwhile. */
  readonly traced?: boolean;
  readonly item?: { readonly operation: 'get' | 'put'; readonly table: string; readonly key: string } | undefined;
}

/** What a peer answers: one line of JSON. Microseconds of CLOCK_MONOTONIC, taken inside the peer. */
export interface Answer {
  readonly id: number;
  /**
   * One a request, to the first byte of the response: from just before it is written (`reused`) or from the connect call (`fresh`). Of
   * several streams: the first of all. Empty where a client cannot tell.
   */
  readonly ttfbUs: readonly number[];
  /** From the same instant to the last byte of the response. */
  readonly totalUs: readonly number[];
  /** User and system time of the whole process over all timed requests; null where the peer cannot tell. */
  readonly cpuUs: number | null;
  /** From the call of the first request to the end of the last; null where starting a process would be part of it. */
  readonly wallUs: number | null;
  /** What the server said it gave, microseconds, one a request (x-amz-request-id of the object server). */
  readonly givenUs?: readonly number[];
  /** Go tuned: writes handed to the kernel during the timed requests, and their bytes. */
  readonly writes?: number;
  readonly writtenBytes?: number;
  /** Traced runs of the raw engine and C only. */
  readonly trace?: Trace;
}

/** What happened inside the process while it measured, microseconds of one clock. */
export interface Trace {
  /** One a request: just before it was begun. */
  readonly startsUs: readonly number[];
  /** One a request: how long its thread was ready to run and had no core (the kernel's schedstat of that thread). */
  readonly waitsUs: readonly number[];
  /** One a request: what all other threads of the process ran meanwhile. */
  readonly ownUs: readonly number[];
  /** Pauses of the garbage collector. */
  readonly pauses: readonly Pause[];
}

export interface Pause {
  readonly atUs: number;
  readonly lengthUs: number;
}

/** A peer that cannot do what it is asked says so; its other answers stand. */
export interface Refusal {
  readonly id: number;
  readonly error: string;
}
