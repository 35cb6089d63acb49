import { dirname, join } from 'node:path';
import { EXIT } from '../exit-codes.ts';
import type { LocalOutcome } from './run-local.ts';

export interface MeasuredHere extends LocalOutcome {
  readonly interrupted: boolean;
  /** What a person should know besides the page, one line each. */
  readonly remarks: readonly string[];
}

/** The machine contract of `local --json`. */
export interface Summary {
  readonly status: 'complete' | 'partial' | 'interrupted' | 'empty' | 'failed';
  readonly report: string | null;
  readonly data: string | null;
  readonly seconds: number | null;
  /** Cells with numbers, cells that have none though they could exist, and cells that cannot exist. */
  readonly cells: { readonly measured: number; readonly failed: number; readonly impossible: number };
  /** Timed operations that succeeded, and timed operations that failed or could not be tried. */
  readonly samples: number;
  readonly failures: number;
  readonly left: number;
}

export function summaryOf({ record, report, left }: LocalOutcome): Summary {
  const cells = record?.cells ?? [];
  const possible = cells.filter(({ impossible }) => !impossible);
  const measured = possible.filter(({ n }) => n > 0).length;
  return {
    status: record?.status ?? 'failed',
    report: report ?? null,
    data: report ? join(dirname(report), 'run.json') : null,
    seconds: record?.seconds ?? null,
    cells: { measured, failed: possible.length - measured, impossible: cells.length - possible.length },
    samples: record?.samples.timed ?? 0,
    failures: record?.samples.failures ?? 0,
    left,
  };
}

/** What is left costs money, so it outranks everything but the wish to end. */
export function exitCodeOf(outcome: MeasuredHere): number {
  if (outcome.interrupted) return EXIT.interrupted;
  if (outcome.left > 0) return EXIT.somethingLeft;
  const { status } = summaryOf(outcome);
  if (status === 'failed' || status === 'empty') return EXIT.nothingMeasured;
  return status === 'complete' && !outcome.failure ? EXIT.good : EXIT.failedCells;
}
