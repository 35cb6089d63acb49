import type { Axes } from './cell.ts';
import type { Metric } from './scenario.ts';
import type { UnitKind } from './statistics/run-units.ts';

/** What became of a cell from A to B: surely slower, surely faster, or nothing that can be told. */
export type Change = 'slower' | 'faster' | '~';

/** One metric of one cell that both sides measured. */
export interface CellChange {
  readonly cell: string;
  readonly scenario: string;
  readonly axes: Axes;
  readonly metric: string;
  readonly unit: Metric['unit'];
  /** What is compared, in the metric's own unit: the geometric mean of round medians, so that the ratio is that of these two. */
  readonly a: number;
  readonly b: number;
  /** Above 1: B is slower, by that factor. b / a where lower is better; a / b where higher is better, as in speed. */
  readonly ratio: number;
  /** The ratio's 95 % t interval. */
  readonly low: number;
  readonly high: number;
  /** Two-sided p of a ratio of 1, and Holm's adjustment over all cells that may get a verdict; 1 where a cell may not. */
  readonly p: number;
  readonly pAdjusted: number;
  readonly verdict: Change;
  readonly units: { readonly kind: UnitKind; readonly a: number; readonly b: number };
  /** Fewest rounds of any host or run of a side: below six there is no verdict. */
  readonly rounds: { readonly a: number; readonly b: number };
  /** Surely slower than by the limit asked for; absent without a limit. */
  readonly beyond?: boolean;
}

export type WhyNot =
  | 'OnlyInA'
  | 'OnlyInB'
  | 'Impossible'
  | 'Failed'
  | 'NotMeasured'
  | 'MostFailed'
  | 'OtherPlace'
  | 'OtherForm'
  | 'NoMetric'
  | 'NotPositive'
  | 'HostsUnknown'
  | 'TooFewValues';

/** A cell without a ratio, and why. */
export interface NotCompared {
  readonly cell: string;
  readonly metric?: string;
  readonly why: WhyNot;
  /** Where the reason lies; absent where in both. */
  readonly side?: 'a' | 'b';
  /** What the record says of it. */
  readonly detail?: string;
}

export interface RunComparison {
  /** Sorted by weight: what got slower first, then what got faster, then the rest; the largest change first. */
  readonly changes: readonly CellChange[];
  readonly notCompared: readonly NotCompared[];
  /** The metric that was compared, by scenario. */
  readonly metrics: readonly { readonly scenario: string; readonly metric: string; readonly title: string }[];
  /** What differs between the runs besides time, one sentence each. */
  readonly caveats: readonly string[];
  readonly runs: { readonly a: readonly string[]; readonly b: readonly string[] };
}
