import { contentBlock } from '../../lib/domain/content.ts';
import { type HostCredentials, hostCredentials } from '../credentials.ts';
import type { Engine } from '../role.ts';
import type { Connection } from './connection.ts';
import { DialCount, type Dials } from './dials.ts';
import { MovedBytes } from './moved.ts';
import { connectionPool, type PoolSetup } from './pool.ts';

// One process measures one run at a time; the counters belong to the host, not to an order.
const moved = new MovedBytes();
let kept: { seed: number; block: Uint8Array } | undefined;

/** The content block of a seed, made once: it takes some 15 ms and 4 MiB. Another seed's is written over it. */
export function content(seed: number): Uint8Array {
  if (kept?.seed !== seed) kept = { seed, block: contentBlock(seed, kept?.block) };
  return kept.block;
}

export interface EngineSetup {
  readonly seed: number;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Only the agent's own warm-up has one. */
  readonly rehearsal?: Rehearsal;
}

/** What an engine that talks to the agent's own loopback server has in place of an order's. No order can set it. */
export interface Rehearsal {
  /** The one certificate (PEM) it trusts. */
  readonly certificate: string;
  readonly credentials: HostCredentials;
}

/** An engine that also says what its requests cost beside their payload. */
export interface OrderEngine extends Engine {
  /** Bytes of the longest request head since the last call; 0 without a request. */
  longestHead(): number;
  /** The connections made since the last call. */
  dials(): Dials;
}

/** The raw timed socket engine for one order. */
export function createEngine({ seed, timeoutSeconds, signal, rehearsal }: EngineSetup): OrderEngine {
  let longest = 0;
  const made = new DialCount();
  const onHead = (bytes: number): void => {
    longest = Math.max(longest, bytes);
  };
  const onDial = (connection: Connection): void => made.add(connection);
  // One shape for both, or the code that the warm-up had compiled would be thrown away by the first order.
  const setup: PoolSetup = {
    content: () => content(seed),
    credentials: async () => rehearsal?.credentials ?? hostCredentials(),
    certificate: rehearsal?.certificate,
    timeoutMs: timeoutSeconds * 1000,
    moved: rehearsal ? new MovedBytes() : moved,
    signal,
    onHead,
    onDial,
  };
  return {
    pool: (turn) => connectionPool(setup, turn),
    moved: () => moved.total(),
    longestHead() {
      const bytes = longest;
      longest = 0;
      return bytes;
    },
    dials: () => made.take(),
  };
}
