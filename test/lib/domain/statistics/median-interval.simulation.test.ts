import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../lib/domain/random.ts';
import { roundMedians } from '../../../../lib/domain/statistics/describe.ts';
import { medianInterval, orderStatisticLevel } from '../../../../lib/domain/statistics/median-interval.ts';
import { normals, simulate, thinned, type World } from './simulated-rounds.ts';

const RUNS = 4_000;
const world = { shared: 0.1, memory: 0, own: 0.05, drift: 0, scatter: 0.6, perRound: 5 };

type Rounds = number[][];
const whole = (cell: Rounds): Rounds => cell;

/** Share of simulated runs with an interval whose interval holds `target`; of five requests a round the median of round medians is the level itself. */
function coverage(of: World, target = 1, interval = medianInterval, left = whole): number {
  const normal = normals(seeded(20 + of.rounds));
  let [intervals, held] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const [cell] = simulate([1], of, normal);
    const made = interval(roundMedians(left(cell ?? [])).filter(Number.isFinite));
    if (made) intervals++;
    if (made && made.low <= target && target <= made.high) held++;
  }
  return held / intervals;
}

/** The interval without interpolation: the narrowest pair of order statistics that reaches 95 %. */
function plainInterval(medians: readonly number[]) {
  const sorted = medians.toSorted((a, b) => a - b);
  let d = 1;
  while (orderStatisticLevel(sorted.length, d + 1) >= 0.95) d++;
  return { low: sorted[d - 1] as number, high: sorted[sorted.length - d] as number, level: 0.95 };
}

/** The middle of many simulated round medians, where it is not known by symmetry. */
function populationMedian(of: World, left = whole): number {
  const normal = normals(seeded(7));
  const medians = Array.from({ length: 10_000 }, () => roundMedians(left(simulate([1], of, normal)[0] ?? [])))
    .flat()
    .filter(Number.isFinite);
  return medians.sort((a, b) => a - b)[medians.length >> 1] as number;
}

// Standard error of each figure: 0.35 %. Figures are held to half a per cent, so that a change of method shows.
describe('the interval of the median over 4,000 simulated runs', () => {
  it.each([
    { rounds: 6, figure: 0.953 },
    { rounds: 8, figure: 0.943 },
    { rounds: 10, figure: 0.95 },
    { rounds: 15, figure: 0.95 },
    { rounds: 20, figure: 0.95 },
    { rounds: 30, figure: 0.951 },
  ])('covers 93-97 % ($figure) with heavy tails, round effects and a drift of 10 % in $rounds rounds', ({ rounds, figure }) => {
    const share = coverage({ ...world, drift: 0.1, rounds });
    expect(share).toBeGreaterThanOrEqual(0.93);
    expect(share).toBeLessThanOrEqual(0.97);
    expect(share).toBeCloseTo(figure, 2);
  });

  it.each([8, 10, 20])('covers 93-97 of 100 in %i rounds of which failures took some, and requests of others', (rounds) => {
    const random = seeded(22);
    const left = (cell: Rounds): Rounds => thinned([cell], { requests: 0.3, rounds: 0.1 }, random)[0] ?? [];
    const lossy = { ...world, drift: 0.1, rounds, perRound: 9 };
    // An even number of requests shifts the median of a round: the target is the middle of just such medians.
    const share = coverage(lossy, populationMedian(lossy, left), medianInterval, left);
    expect(share).toBeGreaterThanOrEqual(0.93);
    expect(share).toBeLessThanOrEqual(0.97);
  });

  it('needs the interpolation: plain order statistics of eight rounds cover 99 %', () => {
    expect(coverage({ ...world, drift: 0.1, rounds: 8 }, 1, plainInterval)).toBeCloseTo(0.99, 2);
  });

  it('errs to the safe side where drift exceeds the scatter of the rounds', () => {
    const share = coverage({ ...world, shared: 0.02, own: 0.02, scatter: 0.1, drift: 0.2, rounds: 10 });
    expect(share).toBeGreaterThan(0.97);
  });

  it('covers the median of round medians, which for two requests a round lies above the median of requests', () => {
    const two = { ...world, perRound: 2, rounds: 10 };
    const target = populationMedian(two);
    expect(target).toBeGreaterThan(1.07);
    const share = coverage(two, target);
    expect(share).toBeGreaterThanOrEqual(0.93);
    expect(share).toBeLessThanOrEqual(0.97);
  });

  it('covers too little where slow rounds follow slow rounds, which no interval from one run can know', () => {
    const sticky = { ...world, shared: 0.2, scatter: 0.2, rounds: 10 };
    expect(coverage({ ...sticky, memory: 0.3 })).toBeCloseTo(0.893, 2);
    expect(coverage({ ...sticky, memory: 0.5 })).toBeCloseTo(0.832, 2);
  });
});
