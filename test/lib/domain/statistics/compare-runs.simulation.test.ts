import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../lib/domain/random.ts';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { compareRuns } from '../../../../lib/domain/statistics/compare-runs.ts';
import { describe as summaryOf } from '../../../../lib/domain/statistics/describe.ts';
import { madeRun } from '../../../fixtures/runs/two-runs.ts';
import { normals, simulate, type World } from './simulated-rounds.ts';

const WORLD: World = { rounds: 10, perRound: 5, shared: 0.1, memory: 0, own: 0.05, drift: 0, scatter: 0.3 };
const CELLS = 8;
/** Levels far apart, as those of different sizes are. */
const LEVELS = Array.from({ length: CELLS }, (_, i) => 2 ** i);

/** One run as it happens: `between` is what its day does to all its cells, as a standard deviation of logarithms. */
function oneRun(id: string, levels: readonly number[], world: World, between: number, normal: () => number): RunRecord {
  const day = Math.exp(between * normal());
  const cells = simulate(
    levels.map((level) => level * day),
    world,
    normal,
  );
  const medians = cells.map((rounds) => summaryOf('ms', rounds)?.rounds ?? []);
  return madeRun({ id, rounds: world.rounds, cells: Object.fromEntries(medians.map((rounds, i) => [`cell-${i}`, rounds])) });
}

interface Trial {
  readonly trials: number;
  readonly world?: Partial<World>;
  /** Runs of each side. */
  readonly runs?: readonly [number, number];
  readonly between?: number;
  /** How much slower the first cell is in B. */
  readonly slower?: number;
  readonly limit?: number;
}

type Comparisons = ReturnType<typeof compareRuns>;

function share(
  { trials, world = {}, runs: [runsA, runsB] = [1, 1], between = 0, slower = 1, limit }: Trial,
  seen: (found: Comparisons) => boolean,
): number {
  const normal = normals(seeded(11));
  const side = (name: string, count: number, levels: readonly number[]) =>
    Array.from({ length: count }, (_, i) => oneRun(`${name}${i}`, levels, { ...WORLD, ...world }, between, normal));
  let count = 0;
  for (let trial = 0; trial < trials; trial++) {
    const a = side('a', runsA, LEVELS);
    const b = side('b', runsB, [(LEVELS[0] as number) * slower, ...LEVELS.slice(1)]);
    if (seen(compareRuns(a, b, limit === undefined ? {} : { limit }))) count++;
  }
  return count / trials;
}

const anySure = ({ changes }: Comparisons) => changes.some(({ pAdjusted }) => pAdjusted < 0.05);

describe('nothing changed: eight cells, rounds that differ by 10 % for all of them', () => {
  it.each([
    { rounds: 6, figure: 0.0375 },
    { rounds: 10, figure: 0.04 },
    { rounds: 20, figure: 0.0575 },
  ])('shows any false difference in at most 6 % of comparisons of two runs of $rounds rounds ($figure)', ({ rounds, figure }) => {
    const rate = share({ trials: 400, world: { rounds } }, anySure);
    expect(rate).toBeLessThanOrEqual(0.06);
    expect(rate).toBeCloseTo(figure, 3);
  });

  it.each([
    { runs: [3, 3], figure: 0.024 },
    { runs: [5, 5], figure: 0.012 },
    { runs: [5, 1], figure: 0.016 },
  ] as const)('the same where days differ by 20 % and $runs runs are given ($figure)', ({ runs, figure }) => {
    const rate = share({ trials: 250, runs, between: 0.2 }, anySure);
    expect(rate).toBeLessThanOrEqual(0.06);
    expect(rate).toBeCloseTo(figure, 3);
  });

  it('takes the day for a change where days differ and one run a side is given: the caveat every such comparison carries', () => {
    expect(share({ trials: 150, between: 0.2 }, anySure)).toBeCloseTo(0.617, 2);
  });

  it('is wrong twice as often where rounds remember each other, as intervals of decision 4 are', () => {
    expect(share({ trials: 250, world: { memory: 0.5 } }, anySure)).toBeCloseTo(0.1, 2);
  });

  it('passes a limit of 10 % in one comparison of 250', () => {
    expect(share({ trials: 250, limit: 0.1 }, ({ changes }) => changes.some(({ beyond }) => beyond))).toBe(0.004);
  });
});

describe('one cell of eight got slower', () => {
  const found = ({ changes }: Comparisons) => changes.some(({ cell, verdict }) => cell === 'cell-0' && verdict === 'slower');
  it('is found more often the larger the change, and never called faster', () => {
    const rates = [1.1, 1.3, 1.5].map((slower) => share({ trials: 150, slower }, found));
    expect(rates.map((rate) => Number(rate.toFixed(2)))).toEqual([0.03, 0.51, 0.95]);
    const wrong = ({ changes }: Comparisons) => changes.some(({ cell, verdict }) => cell === 'cell-0' && verdict === 'faster');
    expect(share({ trials: 150, slower: 1.3 }, wrong)).toBe(0);
  });

  it('exactly at the limit it passes it in at most 5 % of comparisons', () => {
    const beyond = ({ changes }: Comparisons) => changes.some(({ cell, beyond }) => cell === 'cell-0' && beyond);
    expect(share({ trials: 250, slower: 1.1, limit: 0.1 }, beyond)).toBeLessThanOrEqual(0.05);
  });
});
