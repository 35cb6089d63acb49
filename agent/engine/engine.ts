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

/** The raw timed socket engine for one order. */
export function createEngine({ seed, timeoutSeconds, signal }: EngineSetup): Engine {
  const setup = { content: () => content(seed), timeoutMs: timeoutSeconds * 1000, moved, signal };
  return { pool: (turn) => connectionPool(setup, turn), moved: () => moved.total() };
}
