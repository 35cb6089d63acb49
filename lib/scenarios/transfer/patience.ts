import type { SampleError } from '../../domain/sample.ts';

const DEADLINES = new Set(['Timeout', 'ConnectTimeout']);
const EXPIRED_IN_A_ROW = 2;
const EXPIRED_IN_AN_ORDER = 4;

/** Operations that ran into their deadline, by order and store. */
const expiredOf = new WeakMap<object, Map<string, number>>();

/**
 * When a block is not worth going on with: two exchanges in a row that ran into their deadline would make a round take minutes
 * for a dead store, and content that is not what was written makes its timings meaningless. After four deadlines in one order,
 * in a row or not, the store's further operations of that order are not begun. What is left is counted as failed.
 */
export function patience(order: object, store: string) {
  const expired = expiredOf.get(order) ?? new Map<string, number>();
  expiredOf.set(order, expired);
  let inARow = 0;
  let lost: SampleError | undefined;
  return {
    saw(error: SampleError | null): void {
      if (error && DEADLINES.has(error.name)) {
        inARow++;
        expired.set(store, (expired.get(store) ?? 0) + 1);
      } else inARow = 0;
      if (error?.name === 'ContentMismatch' || inARow >= EXPIRED_IN_A_ROW) lost = error ?? undefined;
    },
    /** Why the next exchange is not tried, under the name of what went before. */
    refusal(): SampleError | undefined {
      if (lost) return { name: lost.name, message: `not tried after: ${lost.message}` };
      if ((expired.get(store) ?? 0) < EXPIRED_IN_AN_ORDER) return undefined;
      return { name: 'Timeout', message: `not tried: ${EXPIRED_IN_AN_ORDER} operations of this round ran into their deadline` };
    },
  };
}
