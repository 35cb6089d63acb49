import type { Axes } from './cell.ts';

export const ORDER_VERSION = 1;

/** One HTTP exchange with an object store, signed before the clock starts. */
export interface ObjectPart {
  readonly kind: 'object';
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Payload bytes of this part, sent or expected. */
  readonly bytes: number;
  /** Where this part's content starts in the run's seeded block (see content.ts). */
  readonly offset: number;
}

/** One DynamoDB item. The agent signs it itself, with its host's own role, before the clock starts. */
export interface ItemPart {
  readonly kind: 'item';
  readonly operation: 'get' | 'put';
  readonly endpoint: string;
  readonly region: string;
  readonly table: string;
  readonly key: string;
  readonly bytes: number;
  readonly offset: number;
}

export type Part = ObjectPart | ItemPart;

/** What one sample does: its parts leave together over at most `parallel` connections, and the last byte ends it. */
export interface Exchange {
  readonly parts: readonly Part[];
  readonly parallel: number;
  readonly bytes: number;
  /** When the object read was written, milliseconds since 1970: put there by whoever makes the order, never by a store. */
  readonly writtenAt?: number;
}

/** One cell in one round, fully resolved: `exchanges` holds the warm-ups first, then the timed ones. */
export interface Block {
  readonly cell: string;
  readonly axes: Axes;
  readonly warmups: number;
  readonly timed: number;
  readonly exchanges: readonly Exchange[];
}

/** Everything an agent needs for one round: flat, versioned, every field required. Less work than its URLs live, an hour. */
export interface Order {
  readonly v: typeof ORDER_VERSION;
  readonly run: string;
  readonly lane: string;
  readonly round: number;
  readonly scenario: string;
  readonly role: string;
  /** Seed of the run's content block. */
  readonly seed: number;
  /** Addresses the crew's server roles reported, by role. */
  readonly peers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** An operation that takes longer than this is a failure, seconds. */
  readonly timeoutSeconds: number;
  readonly calibrationRequests: number;
  readonly blocks: readonly Block[];
}

/** What a host needs to start one member of a crew. */
export interface Post {
  readonly run: string;
  readonly lane: string;
  readonly scenario: string;
  readonly role: string;
  /** True for roles that serve from start to stop instead of taking orders. */
  readonly serves: boolean;
  /** The host's id in the catalog, for example `t3.nano`. */
  readonly host: string;
  /** The site's id in the catalog, for example `eu-central-1`. */
  readonly site: string;
}
