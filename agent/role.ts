import type { Block, Exchange, Order, Post } from '../lib/domain/order.ts';
import type { Sample, SampleError, SampleHead } from '../lib/domain/sample.ts';

/** What one exchange took. Phases are milliseconds on one monotonic timeline; null where it did not get that far. */
export interface Flight {
  /** Wall clock at the start, milliseconds since 1970. */
  readonly at: number;
  /** Resolution, before the clock starts; 0 when no connection was made. */
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  readonly upload: number | null;
  readonly ttfb: number | null;
  readonly body: number | null;
  /** connect + tls + upload + ttfb + body; null when the exchange failed. */
  readonly total: number | null;
  /** Milliseconds on the clock, also when it failed. */
  readonly elapsed: number;
  readonly ip: string | null;
  /** Every connection it used was open before. */
  readonly reused: boolean;
  readonly status: number | null;
  readonly request: string | null;
  readonly error: SampleError | null;
}

/** The connections of one block to one origin. Nothing is dialled before the first flight. */
export interface Pool {
  /**
   * Does beforehand what the exchanges to come need from the processor (items are encoded and signed), off every clock. Never rejects,
   * and a flight does for itself what was not done here.
   */
  ready(exchanges: readonly Exchange[]): Promise<void>;
  /**
   * Runs one exchange, dialling the connections it lacks. Never rejects; resolving names and the exchange itself each have the order's timeout.
   * `verify` compares every byte received with the run's content; otherwise lengths are checked.
   */
  fly(exchange: Exchange, how: { readonly verify: boolean }): Promise<Flight>;
  /** Whether the exchange would find all its connections open. */
  holds(exchange: Exchange): boolean;
  /** Closes the connections; the next flight resolves and dials again. */
  close(): void;
}

/** The instrument a scenario measures with. */
export interface Engine {
  /** `turn` rotates through the addresses a name resolves to. */
  pool(turn: number): Pool;
  /** Payload bytes this process moved in the last five minutes. */
  moved(): number;
}

export interface Clock {
  /** Milliseconds from a fixed instant, monotonic. */
  now(): number;
  /** Milliseconds since 1970, for reading only. */
  epoch(): number;
}

/** What a client role has to measure one block with. */
export interface Station {
  readonly post: Post;
  readonly order: Order;
  readonly engine: Engine;
  readonly clock: Clock;
  /** Round plus the block's position in its order: whatever rotates, rotates by this. */
  readonly turn: number;
  /** Aborted when the order is to end before its time. */
  readonly signal: AbortSignal;
  /** The fields every sample starts with. */
  head(seq: number, kind: 'warmup' | 'timed', at: number, error: SampleError | null): SampleHead;
  /** Adds to the block's measured time, milliseconds; call it for every operation on the clock, failed ones too. */
  measured(kind: 'warmup' | 'timed', ms: number): void;
}

/** What a server role has, from start to stop. */
export interface ServerStation {
  readonly post: Post;
  readonly clock: Clock;
  /** Reports the names and addresses the clients of the crew will get. Call it once. */
  ready(addresses: Readonly<Record<string, string>>): void;
  readonly stopped: AbortSignal;
}

/** One role of a scenario's crew: a client is handed blocks, a server serves until it is stopped. */
export type Role =
  | { readonly kind: 'client'; measure(station: Station, block: Block): AsyncGenerator<Sample> }
  | { readonly kind: 'server'; serve(station: ServerStation): Promise<void> };

/** The measuring thirds of scenarios: scenario id -> role -> what it does. */
export type Measures = Readonly<Record<string, Readonly<Record<string, Role>>>>;
