import type { CellChange, RunComparison } from '../../domain/run-comparison.ts';

/** What `compare --json` prints and the page copies: `pairs` as promised, with what else is known of each. */
export interface CompareContract {
  readonly runs: RunComparison['runs'];
  /** Share of `--fail-on`; null where none was asked for. */
  readonly limit: number | null;
  readonly pairs: readonly CellChange[];
  readonly notCompared: RunComparison['notCompared'];
  readonly caveats: readonly string[];
}

export function contract(
  { changes, notCompared, caveats, runs }: RunComparison,
  limit: number | undefined = undefined,
): CompareContract {
  return {
    runs,
    limit: limit ?? null,
    pairs: changes.map(({ cell, ratio, low, high, verdict, ...rest }) => ({ cell, ratio, low, high, verdict, ...rest })),
    notCompared,
    caveats,
  };
}
