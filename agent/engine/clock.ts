import type { Clock } from '../role.ts';

/** Monotonic, sub-microsecond. Not comparable between threads, only differences are. */
export const now = (): number => performance.now();

export const clock: Clock = { now, epoch: Date.now };

/** Milliseconds to a tenth of a microsecond: what the clock can tell, in few digits. */
export const tidy = (ms: number): number => Math.round(ms * 1e4) / 1e4;
