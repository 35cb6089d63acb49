import type { Cell } from './cell.ts';
import { clientBound } from './client-bound.ts';
import type { CellResult, Histogram, Summary } from './run.ts';
import type { Metric } from './scenario.ts';
import type { Columns } from './statistics/columns.ts';
import { describeSorted, roundMedians } from './statistics/describe.ts';
import { histogram } from './statistics/histogram.ts';
import { ascending } from './statistics/quantile.ts';
import { truthOf } from './statistics/truth.ts';
import { type Moved, windowsOf } from './statistics/windows.ts';
import { type CellTally, movedOf, valuesOf } from './tally.ts';

interface ResultOf {
  readonly cell: Cell;
  readonly tally: CellTally | undefined;
  /** Those that were kept, in their order. */
  readonly metrics: readonly Metric[];
  /** Of the tally, in every round it may have: `mediansOf`. */
  readonly medians: Medians;
  /** Metrics whose distribution a reader wants: those that a view shows. */
  readonly shown: ReadonlySet<string>;
  /** The metric that is a speed, where the host's credits may decide it. */
  readonly windowed: string | undefined;
  /** Why the cell has no samples, where its store or lane failed. */
  readonly failed: string | undefined;
}

/** Round medians of each metric, by name: a place for each of so many rounds, NaN in one without a value. */
export type Medians = ReadonlyMap<string, readonly number[]>;

/** A cell's numbers, or the reason why it has none. */
export function resultOf({ cell, tally, metrics, medians, shown, windowed, failed }: ResultOf): CellResult {
  const rounds = [...(tally?.rounds.values() ?? [])];
  const summaries: Record<string, Summary> = {};
  const distributions: Record<string, Histogram> = {};
  for (const [at, { name, unit }] of metrics.entries()) {
    const sorted = ascending(rounds.flatMap((round) => valuesOf(round, at)));
    const summary = describeSorted(unit, medians.get(name) ?? [], sorted);
    if (summary) summaries[name] = summary;
    const spread = shown.has(name) ? histogram(sorted) : undefined;
    if (spread) distributions[name] = spread;
  }
  const n = tally?.timed ?? 0;
  const truth = truthOf(tally?.pairs ?? []);
  const speed = metrics.findIndex(({ name }) => name === windowed);
  const windows = speed < 0 ? undefined : windowsOf(rounds.flatMap((round) => movedSpeeds(round, speed)));
  return {
    ...cell,
    n,
    rounds: rounds.length,
    failures: tally?.failures ?? 0,
    errors: Object.fromEntries(tally?.errors ?? []),
    metrics: summaries,
    ...(failed !== undefined && n === 0 && !cell.impossible && { failed }),
    ...(tally && clientBound(tally.blocks) && { clientBound: true }),
    ...(truth && { truth }),
    ...(Object.keys(distributions).length > 0 && { distributions }),
    ...(windows && { windows }),
  };
}

/** The metrics are those that were kept, in their order; `rounds` counts those of all instances. */
export function mediansOf(tally: CellTally | undefined, metrics: readonly Metric[], rounds: number): Medians {
  return new Map(
    metrics.map(({ name }, at) => {
      const values = Array.from({ length: rounds }, (_, round) => {
        const measured = tally?.rounds.get(round);
        return measured ? valuesOf(measured, at) : [];
      });
      return [name, roundMedians(values)];
    }),
  );
}

function movedSpeeds(round: Columns, speed: number): Moved[] {
  const moved = movedOf(round);
  return valuesOf(round, speed).map((value, row) => ({ speed: value, movedBytes: moved[row] as number }));
}
