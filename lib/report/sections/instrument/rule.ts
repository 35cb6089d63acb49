import { type BoundReason, CLIENT_BOUND, LOOP_DELAY_FLOOR_MS } from '../../../domain/client-bound.ts';

/** A share that somebody set, without decimals it does not have. */
const share = (value: number): string => `${Math.round(value * 100)} %`;

/** When the client counts as the bottleneck: printed from the numbers that the record was made with. */
export const CLIENT_BOUND_RULE = `The client counts as the bottleneck of a block when it used ${share(CLIENT_BOUND.cpuShare)} or more of the processor it can use (one core, or its host’s quota where that is less); when its event loop was late by ${share(CLIENT_BOUND.loopDelayShare)} or more of the mean time of an operation, in the 99th percentile, and by more than ${LOOP_DELAY_FLOOR_MS} ms; when it was throttled for ${share(CLIENT_BOUND.throttledShare)} or more of the block’s time; or when it stood ready without a core for ${share(CLIENT_BOUND.waitedShare)} or more of it. A cell is client-bound when most of its blocks are, a lane when most of its cells are.`;

/** What the reasons are called in tables. */
export const REASON_WORDS: Readonly<Record<BoundReason, string>> = {
  cpu: 'processor used up',
  loopDelay: 'event loop late',
  throttled: 'throttled',
  waited: 'no core free',
};
