import type { CellResult } from '../../domain/run.ts';

export type Windowed = CellResult & { readonly windows: NonNullable<CellResult['windows']> };

/** Sustained over burst speed: below 1 it got slower. */
export function keptShare({ windows: { burst, sustained } }: Windowed): number {
  return sustained.median / burst.median;
}
