import type { Cell, Phase } from './cell.ts';
import type { Estimate, HostRecord, StoreRecord } from './run.ts';
import type { Member, Selection } from './scenario.ts';

/** One crew's rounds in one phase. */
export interface Lane {
  readonly id: string;
  readonly scenario: string;
  readonly phase: Phase;
  readonly site: string;
  /** Which of several crews that measure the same cells, counted from 1; absent where there is one. */
  readonly instance?: number;
  readonly crew: readonly Member[];
  /** Ids of the cells measured in every round. */
  readonly cells: readonly string[];
  readonly rounds: number;
  /** Expected seconds of one round: decides lane budgets under `--max-seconds`. */
  readonly roundSeconds: number;
  /** No round starts when it would not end within this many seconds of the lane's start; absent without a budget. */
  readonly budgetSeconds?: number;
}

/** Everything a run will do, made before anything is touched. */
export interface Plan {
  readonly run: string;
  readonly preset: string;
  readonly selection: Selection;
  readonly cells: readonly Cell[];
  readonly lanes: readonly Lane[];
  readonly stores: readonly StoreRecord[];
  readonly hosts: readonly HostRecord[];
  readonly estimate: Estimate;
  /** What a reader should know before it starts: too few rounds for a verdict, a provider's rule it would break. */
  readonly notes?: readonly string[];
}
