import { contentBlock } from '../../lib/domain/content.ts';
import type { Engine } from '../role.ts';
import { MovedBytes } from './moved.ts';
import { connectionPool } from './pool.ts';

// One process measures one run at a time; the counters belong to the host, not to an order.
const moved = new MovedBytes();
let kept: { seed: number; block: Uint8Array } | undefined;

/** The content block of a seed, made once: it takes some 30 ms and 8 MiB. */
export function content(seed: number): Uint8Array {
  if (kept?.seed !== seed) kept = { seed, block: contentBlock(seed) };
  return kept.block;
}

export interface EngineSetup {
  readonly seed: number;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** An engine that also says what its requests cost beside their payload. */
export interface OrderEngine extends Engine {
  /** Bytes of the longest request head since the last call; 0 without a request. */
  longestHead(): number;
}

/** The raw timed socket engine for one order. */
export function createEngine({ seed, timeoutSeconds, signal }: EngineSetup): OrderEngine {
  let longest = 0;
  const onHead = (bytes: number): void => {
    longest = Math.max(longest, bytes);
  };
  const setup = { content: () => content(seed), timeoutMs: timeoutSeconds * 1000, moved, signal, onHead };
  return {
    pool: (turn) => connectionPool(setup, turn),
    moved: () => moved.total(),
    longestHead() {
      const bytes = longest;
      longest = 0;
      return bytes;
    },
  };
}
