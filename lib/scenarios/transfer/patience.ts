import type { SampleError } from '../../domain/sample.ts';

const DEADLINES = new Set(['Timeout', 'ConnectTimeout']);
const EXPIRED_IN_A_ROW = 2;
const SILENT_BLOCKS_IN_A_ROW = 2;

/** Blocks in a row in which a store let every operation run into its deadline, by order and store. */
const silentBlocks = new WeakMap<object, Map<string, number>>();

/**
 * When a block is not worth going on with: two exchanges in a row that ran into their deadline would make a round take minutes
 * for a dead store, and content that is not what was written makes its timings meaningless. After two such blocks the store's
 * further blocks of the same order are not begun. What is left is counted as failed.
 */
export function patience(order: object, store: string) {
  const silent = silentBlocks.get(order) ?? new Map<string, number>();
  silentBlocks.set(order, silent);
  let expired = 0;
  let answered = false;
  let lost: SampleError | undefined;
  if ((silent.get(store) ?? 0) >= SILENT_BLOCKS_IN_A_ROW)
    lost = { name: 'Timeout', message: `${store} let ${SILENT_BLOCKS_IN_A_ROW} blocks in a row run into their deadlines` };
  return {
    saw(error: SampleError | null): void {
      answered ||= error === null || !DEADLINES.has(error.name);
      expired = error && DEADLINES.has(error.name) ? expired + 1 : 0;
      if (error?.name === 'ContentMismatch' || expired >= EXPIRED_IN_A_ROW) lost = error ?? undefined;
    },
    /** Why the next exchange is not tried, under the name of what went before. */
    refusal(): SampleError | undefined {
      return lost && { name: lost.name, message: `not tried after: ${lost.message}` };
    },
    /** Called once when the block is over. */
    ended(): void {
      silent.set(store, answered ? 0 : (silent.get(store) ?? 0) + 1);
    },
  };
}
