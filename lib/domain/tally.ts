import type { AgentLine, BlockReport, Calibration, OrderEnd, Ready, Sample } from './sample.ts';
import { isSample } from './sample.ts';

/** What the agents reported of one cell. */
export interface CellTally {
  /** Timed and successful samples by round; warm-ups and failures are counted, never kept here. */
  readonly timed: Map<number, Sample[]>;
  readonly warmups: Sample[];
  /** Timed operations that failed or were not tried; warm-ups that did. */
  failures: number;
  warmupFailures: number;
  readonly errors: Map<string, number>;
  readonly blocks: BlockReport[];
}

/** What the agents reported of one lane. */
export interface LaneTally {
  readonly cells: Map<string, CellTally>;
  readonly calibration: Calibration[];
  /** One for each order where a host starts a process, or takes a sandbox, for each. */
  readonly ready: Ready[];
  readonly ends: OrderEnd[];
}

export function emptyTally(): LaneTally {
  return { cells: new Map(), calibration: [], ready: [], ends: [] };
}

/** Takes one line in. Lines may come in any order of cells; a cell appears with its first line. */
export function take(tally: LaneTally, line: AgentLine): void {
  if (isSample(line)) takeSample(cellTally(tally, line.cell), line);
  else if (line.kind === 'block') cellTally(tally, (line as BlockReport).cell).blocks.push(line as BlockReport);
  else if (line.kind === 'calibration') tally.calibration.push(line as Calibration);
  else if (line.kind === 'ready') tally.ready.push(line as Ready);
  else if (line.kind === 'end') tally.ends.push(line as OrderEnd);
}

/** One tally of a cell that several instances of its host measured: round `r` of instance `i` becomes round `i * rounds + r`. */
export function mergedTally(tallies: readonly (CellTally | undefined)[], rounds: number): CellTally | undefined {
  const [first] = tallies;
  if (tallies.length < 2) return first;
  if (tallies.every((tally) => tally === undefined)) return undefined;
  const all = tallies.filter((tally) => tally !== undefined);
  const errors = new Map<string, number>();
  for (const tally of all) for (const [name, count] of tally.errors) errors.set(name, (errors.get(name) ?? 0) + count);
  return {
    timed: new Map(
      tallies.flatMap((tally, i) => [...(tally?.timed ?? [])].map(([round, samples]) => [i * rounds + round, samples] as const)),
    ),
    warmups: all.flatMap(({ warmups }) => warmups),
    failures: all.reduce((sum, { failures }) => sum + failures, 0),
    warmupFailures: all.reduce((sum, { warmupFailures }) => sum + warmupFailures, 0),
    errors,
    blocks: all.flatMap(({ blocks }) => blocks),
  };
}

function cellTally(tally: LaneTally, cell: string): CellTally {
  const known = tally.cells.get(cell);
  if (known) return known;
  const fresh: CellTally = { timed: new Map(), warmups: [], failures: 0, warmupFailures: 0, errors: new Map(), blocks: [] };
  tally.cells.set(cell, fresh);
  return fresh;
}

function takeSample(cell: CellTally, sample: Sample): void {
  if (sample.error && sample.kind === 'warmup') cell.warmupFailures++;
  else if (sample.error) {
    cell.failures++;
    cell.errors.set(sample.error.name, (cell.errors.get(sample.error.name) ?? 0) + 1);
  } else if (sample.kind === 'warmup') cell.warmups.push(sample);
  else {
    const round = cell.timed.get(sample.round);
    if (round) round.push(sample);
    else cell.timed.set(sample.round, [sample]);
  }
}
