import type { SampleError } from '../../domain/sample.ts';

const DEADLINES = new Set(['Timeout', 'ConnectTimeout']);
const LIMIT = 2;

/**
 * When a block is not worth going on with: two exchanges in a row that ran into their deadline would make a round take minutes
 * for a dead store, and content that is not what was written makes its timings meaningless. What is left is counted as failed.
 */
export function patience() {
  let expired = 0;
  let lost: SampleError | undefined;
  return {
    saw(error: SampleError | null): void {
      expired = error && DEADLINES.has(error.name) ? expired + 1 : 0;
      if (error?.name === 'ContentMismatch' || expired >= LIMIT) lost = error ?? undefined;
    },
    /** Why the next exchange is not tried, under the name of what went before. */
    refusal(): SampleError | undefined {
      return lost && { name: lost.name, message: `not tried after: ${lost.message}` };
    },
  };
}
