import type { Exchange, Order, Post } from '../domain/order.ts';
import type { PublishedFile, RunRecord, StoreRecord } from '../domain/run.ts';
import type { ListedRun } from '../domain/run-card.ts';
import type { Sample } from '../domain/sample.ts';
import type { ScenarioPlan, StoreRequest } from '../domain/scenario.ts';

/** What came of an order so far. `lines` are all complete lines written for it, in order. */
export interface OrderState {
  readonly done: boolean;
  /** Set when the host itself died or was lost: no further line will come. */
  readonly lost?: string;
  /** Set when the order ended without being carried out: the agent's own reason. */
  readonly failed?: string;
}

/** Where the agent runs. Handles are plain JSON: every call may happen in another process than the one before. */
export interface Host {
  start(post: Post): Promise<HostHandle>;
  /** The addresses and facts the agent reported, or undefined while it is still starting. Throws HostLost when it died. */
  ready(handle: HostHandle): Promise<HostReady | undefined>;
  /** Hands over one order. Its lines appear under the record key `lanes/<lane>/<role>/<round>.ndjson`. */
  send(handle: HostHandle, order: Order): Promise<void>;
  poll(handle: HostHandle, order: OrderRef): Promise<OrderState>;
  /** Idempotent: stopping what is gone is fine. */
  stop(handle: HostHandle): Promise<void>;
  /**
   * Stops what a `start` for this post may have made whose handle nobody has: it was cut off, or its answer was lost. Idempotent;
   * absent where Teardown's sweep is soon enough.
   */
  stopIntended?(post: Post): Promise<void>;
}

export type HostHandle = Readonly<Record<string, string | number | boolean>>;
export type OrderRef = Pick<Order, 'run' | 'lane' | 'round' | 'role'>;

export interface HostReady {
  readonly addresses: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** What a stand-in says it did to one request: the truth a measurement is held against. */
export interface TruthLine {
  readonly request: string;
  readonly operation: 'get' | 'put';
  readonly status: number;
  readonly bytes: number;
  /** Request (PUT: last body byte) received -> first response byte written, milliseconds. */
  readonly delayMs: number;
  /** Request head -> last body byte received, milliseconds; 0 without a body. */
  readonly uploadMs: number;
  /** First -> last response byte written, milliseconds. */
  readonly bodyMs: number;
}

/** What is measured against. One instance is one container (bucket, table) of one run. */
export interface Store {
  readonly record: StoreRecord;
  /** Makes the run's own container with its marker, or throws a StoreFailed that says what to do. */
  open(): Promise<void>;
  /** Whether anything may have been made in it, also when `open` failed; without this method, only a successful `open` makes anything. */
  touched?(): boolean;
  /** Writes one object before the first round. */
  seed(object: {
    readonly key: string;
    readonly bytes: number;
    readonly offset: number;
    readonly content: Uint8Array;
  }): Promise<void>;
  /** When a seeded object was really written, where that may have been in an earlier run; otherwise `seed` wrote it just now. */
  seededAt?(key: string): Date | undefined;
  /** Turns a cell's operation into signed requests, valid for an hour. */
  sign(request: StoreRequest): Promise<Exchange>;
  /** Removes everything the run made in it; idempotent. Refuses to touch a container without the run's marker. */
  close(): Promise<void>;
  /** What is still there, counts by kind, asked of the service itself. */
  left(): Promise<Readonly<Record<string, number>>>;
  /** Only stand-ins have it. */
  truth?(): Promise<readonly TruthLine[]>;
}

/** The run's folder or private bucket. Keys look like paths; one that ends in `.ndjson` is only appended to, all others are only written. */
export interface Records {
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
  append(key: string, text: string): Promise<void>;
  list(prefix: string): Promise<readonly string[]>;
}

/** Where a finished page goes. */
export interface Publisher {
  /** Writes every sample, as files that lie beside the page; absent where nobody keeps them. */
  samples?(run: RunRecord, samples: AsyncIterable<Sample>): Promise<readonly PublishedFile[]>;
  /** Writes the page and the record; returns where a person opens the page. */
  publish(run: RunRecord, html: string): Promise<string>;
  /**
   * Puts a published run among all runs, and writes their page and the one of the latest as `pages` draws them, newest first. Returns
   * where a person opens the page of all runs; absent where there is none. Idempotent, and safe where several do it at once.
   */
  list?(
    run: RunRecord,
    pages: (runs: readonly ListedRun[]) => { readonly index: string; readonly latest: string },
  ): Promise<string>;
  /** Words that no published text may hold: an account's id, names of buckets, keys, folders, addresses. */
  readonly withheld?: readonly string[];
}

/** What ends the run from outside when nothing else did: a clock that no failure of the run can stop. */
export interface Guard {
  /** Fires at `at`, later or earlier than before. */
  set(at: Date): Promise<void>;
  /** Idempotent. */
  clear(): Promise<void>;
}

export interface Ports {
  readonly run: string;
  readonly now: () => Date;
  readonly records: Records;
  readonly publisher: Publisher;
  readonly scenario: (id: string) => ScenarioPlan;
  readonly host: (id: string) => Host;
  /** The store of a place (`placeOf` of its cells). */
  readonly store: (place: string) => Store;
  /** Absent where the run ends with its process. Set by Plan before anything is made, cleared by Teardown. */
  readonly guard?: Guard;
  /**
   * Removes what carries the run's tag and was recorded as intended, whether or not a crew remembers it. Returns problems, one line
   * each. Absent where nothing can be left.
   */
  readonly sweep?: () => Promise<readonly string[]>;
  /** What else must be gone at the end: processes, instances, schedules; counts by kind. */
  readonly leftovers: () => Promise<Readonly<Record<string, number>>>;
}
