import type { BlockReport } from './sample.ts';

/** From where on a client counts as the bottleneck of a block. The page prints the rule from these numbers. */
export const CLIENT_BOUND = {
  /** Processor used, as a share of what the agent can use: one core, or its host's quota where that is less. */
  cpuShare: 0.9,
  /** Lateness of the event loop (99th percentile) as a share of the mean time of the block's operations. */
  loopDelayShare: 0.5,
  /** Time the control group was throttled, as a share of the block's: the smallest difference a verdict may rest on. */
  throttledShare: 0.05,
  /** Time the event loop's thread stood ready and had no core, as a share of the block's. */
  waitedShare: 0.25,
} as const;

/**
 * A loop that is late by no more than this is on time, milliseconds: timers count whole ones, and a sleeping thread takes some more to
 * wake. Without it every block of operations this short would be bound.
 */
export const LOOP_DELAY_FLOOR_MS = 2;

/** Why the client was the bottleneck, in the order in which the page names it. */
export const BOUND_REASONS = ['cpu', 'loopDelay', 'throttled', 'waited'] as const;
export type BoundReason = (typeof BOUND_REASONS)[number];

/** What of the rule holds for one block; empty where the client did not limit it. */
export function boundReasons(block: BlockReport): readonly BoundReason[] {
  const { cpuShare, coresAllowed = 1, loopDelayMs, samples, measuredMs, waitedMs, wallMs } = block;
  const holds: Readonly<Record<BoundReason, boolean>> = {
    // The engine is one thread: a second core does not help it.
    cpu: cpuShare >= CLIENT_BOUND.cpuShare * Math.min(1, coresAllowed),
    // Without a measured operation there is nothing to be late for; a block too short for a tick has not shown that it was.
    loopDelay:
      measuredMs > 0 &&
      loopDelayMs !== null &&
      loopDelayMs > LOOP_DELAY_FLOOR_MS &&
      loopDelayMs * samples >= CLIENT_BOUND.loopDelayShare * measuredMs,
    throttled: wasThrottled(block),
    waited: (waitedMs ?? 0) >= CLIENT_BOUND.waitedShare * wallMs && wallMs > 0,
  };
  return BOUND_REASONS.filter((reason) => holds[reason]);
}

/** Agents that do not tell for how long count as throttled when they were so at all. */
function wasThrottled({ throttled, throttledMs, wallMs }: BlockReport): boolean {
  if ((throttled ?? 0) === 0) return false;
  return throttledMs === undefined || throttledMs === null || throttledMs >= CLIENT_BOUND.throttledShare * wallMs;
}

/** A cell is client-bound when most of its blocks are, a lane when most of its cells are. */
export function clientBound(blocks: readonly BlockReport[]): boolean {
  return isMost(blocks.filter((block) => boundReasons(block).length > 0).length, blocks.length);
}

/** More than half of them. */
export const isMost = (some: number, all: number): boolean => some * 2 > all;
