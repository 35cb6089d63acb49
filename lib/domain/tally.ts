import type { AgentLine, BlockReport, Calibration, OrderEnd, Ready, Sample } from './sample.ts';
import { isSample } from './sample.ts';
import type { Metric } from './scenario.ts';
import { Columns } from './statistics/columns.ts';
import { type Given, type TruthPair, truthPairOf } from './statistics/truth.ts';

/** What a tally keeps of a timed, successful sample: the metrics' values, the bytes its host had moved, and what its server gave. */
export interface Kept {
  readonly metrics: readonly Metric[];
  /** What the server of a cell says it gave; undefined for one that keeps no log. */
  readonly givenOf: (cell: string) => Given | undefined;
}

/** What the agents reported of one cell. */
export interface CellTally {
  /** Timed, successful samples by round, a row for each: `valuesOf`, `movedOf`. Empty again once `forgetValues` was called. */
  readonly rounds: Map<number, Columns>;
  /** Those of which the server says what it gave. */
  readonly pairs: TruthPair[];
  /** Timed samples and warm-ups that succeeded; timed operations and warm-ups that failed or were not tried. */
  timed: number;
  warmups: number;
  failures: number;
  warmupFailures: number;
  readonly errors: Map<string, number>;
  readonly blocks: BlockReport[];
}

/** What the agents reported of one lane. */
export interface LaneTally {
  readonly kept: Kept;
  readonly cells: Map<string, CellTally>;
  readonly calibration: Calibration[];
  /** One for each order where a host starts a process, or takes a sandbox, for each. */
  readonly ready: Ready[];
  readonly ends: OrderEnd[];
}

export function emptyTally(kept: Kept): LaneTally {
  return { kept, cells: new Map(), calibration: [], ready: [], ends: [] };
}

/** Takes one line in. Lines may come in any order of cells; a cell appears with its first line. */
export function take(tally: LaneTally, line: AgentLine): void {
  if (isSample(line)) takeSample(tally, cellTally(tally, line.cell), line);
  else if (line.kind === 'block') cellTally(tally, (line as BlockReport).cell).blocks.push(line as BlockReport);
  else if (line.kind === 'calibration') tally.calibration.push(line as Calibration);
  else if (line.kind === 'ready') tally.ready.push(line as Ready);
  else if (line.kind === 'end') tally.ends.push(line as OrderEnd);
}

/** One tally of a cell that several instances of its host measured: round `r` of instance `i` becomes round `i * rounds + r`. */
export function mergedTally(tallies: readonly (CellTally | undefined)[], rounds: number): CellTally | undefined {
  const [first] = tallies;
  if (tallies.length < 2) return first;
  const all = tallies.filter((tally) => tally !== undefined);
  if (all.length === 0) return undefined;
  const merged = emptyCell();
  for (const [i, tally] of tallies.entries())
    for (const [round, values] of tally?.rounds ?? []) merged.rounds.set(i * rounds + round, values);
  for (const tally of all) {
    for (const pair of tally.pairs) merged.pairs.push(pair);
    for (const [name, count] of tally.errors) merged.errors.set(name, (merged.errors.get(name) ?? 0) + count);
    merged.blocks.push(...tally.blocks);
    merged.timed += tally.timed;
    merged.warmups += tally.warmups;
    merged.failures += tally.failures;
    merged.warmupFailures += tally.warmupFailures;
  }
  return merged;
}

/** A metric's value in one sample, in the metric's own unit; undefined when it was not measured. */
export function metricValue(metric: Metric, sample: Sample): number | undefined {
  const value = metric.derive ? metric.derive(sample) : sample[metric.name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Values of the metric at this place among the kept ones, a NaN for each sample in which it was not measured. */
export function valuesOf(round: Columns, metric: number): number[] {
  return round.column(metric + 1);
}

/** Bytes the host had moved in the five minutes before each sample, NaN where it does not say. */
export function movedOf(round: Columns): number[] {
  return round.column(0);
}

/** Lets go of single values once the statistics are made: counts and blocks stay. What a run keeps then grows with its cells alone. */
export function forgetValues(tally: LaneTally): void {
  for (const { rounds, pairs } of tally.cells.values()) {
    rounds.clear();
    pairs.length = 0;
  }
}

function emptyCell(): CellTally {
  const counts = { timed: 0, warmups: 0, failures: 0, warmupFailures: 0 };
  return { rounds: new Map(), pairs: [], ...counts, errors: new Map(), blocks: [] };
}

function cellTally(tally: LaneTally, cell: string): CellTally {
  const known = tally.cells.get(cell);
  if (known) return known;
  const fresh = emptyCell();
  tally.cells.set(cell, fresh);
  return fresh;
}

function takeSample({ kept }: LaneTally, cell: CellTally, sample: Sample): void {
  if (sample.error && sample.kind === 'warmup') cell.warmupFailures++;
  else if (sample.error) {
    cell.failures++;
    cell.errors.set(sample.error.name, (cell.errors.get(sample.error.name) ?? 0) + 1);
  } else if (sample.kind === 'warmup') cell.warmups++;
  else keep(kept, cell, sample);
}

function keep({ metrics, givenOf }: Kept, cell: CellTally, sample: Sample): void {
  cell.timed++;
  const row = [typeof sample.moved === 'number' ? sample.moved : Number.NaN];
  for (const metric of metrics) row.push(metricValue(metric, sample) ?? Number.NaN);
  const round = cell.rounds.get(sample.round);
  if (round) round.add(row);
  else {
    const fresh = new Columns(row.length);
    fresh.add(row);
    cell.rounds.set(sample.round, fresh);
  }
  const given = givenOf(sample.cell);
  const pair = given && truthPairOf(sample, given);
  if (pair) cell.pairs.push(pair);
}
