import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../lib/domain/random.ts';
import { compareRow } from '../../../../lib/domain/statistics/compare-row.ts';
import { roundMedians } from '../../../../lib/domain/statistics/describe.ts';
import { holm } from '../../../../lib/domain/statistics/holm.ts';
import { power } from '../../../../lib/domain/statistics/power.ts';
import { median } from '../../../../lib/domain/statistics/quantile.ts';
import { runPower } from '../../../../lib/domain/statistics/run-power.ts';
import { welchP } from './rejected-tests.ts';
import { normals, simulate, thinned, type World } from './simulated-rounds.ts';

const ttfb = { name: 'ttfb', better: 'lower' } as const;
const equal = [10, 10, 10, 10];
const world: World = { rounds: 10, shared: 0.15, memory: 0, own: 0.05, drift: 0.2, scatter: 0.1, perRound: 5 };
const heavy: World = { ...world, shared: 0.3, own: 0.1, scatter: 0.6 };

type Row = number[][][];
const verdicts = (row: Row) =>
  compareRow(
    'row',
    'store',
    ttfb,
    row.map((cell, i) => ({ id: String(i), rounds: roundMedians(cell) })),
  );
const found = (row: Row) => verdicts(row).some(({ pAdjusted }) => pAdjusted < 0.05);

/** Whether Welch's test, adjusted by Holm, finds any difference between logarithms of what `values` takes from each cell. */
const welchFinds = (row: Row, values: (cell: number[][]) => number[]) => {
  const logs = row.map((cell) => values(cell).map(Math.log));
  return holm(logs.flatMap((a, i) => logs.slice(i + 1).map((b) => welchP(a, b)))).some((p) => p < 0.05);
};
const pooled = (row: Row) => welchFinds(row, (cell) => cell.flat());
const unpaired = (row: Row) => welchFinds(row, roundMedians);

function share(runs: number, levels: readonly number[], of: World, test: (row: Row) => boolean): number {
  const normal = normals(seeded(5));
  let count = 0;
  for (let run = 0; run < runs; run++) if (test(simulate(levels, of, normal))) count++;
  return count / runs;
}

// Standard error of a rate of 5 %: 0.5 %. Figures are held to half a per cent, so that a change of method shows.
describe('a row of four equal stores over 2,000 simulated runs', () => {
  it.each([
    { name: '6 rounds', of: { ...world, rounds: 6 }, figure: 0.043 },
    { name: '10 rounds', of: world, figure: 0.048 },
    { name: '30 rounds', of: { ...world, rounds: 30 }, figure: 0.034 },
    { name: '6 rounds with heavy tails', of: { ...heavy, rounds: 6 }, figure: 0.045 },
    { name: '10 rounds with heavy tails', of: heavy, figure: 0.05 },
    { name: '10 rounds that remember each other', of: { ...world, memory: 0.8 }, figure: 0.048 },
  ])('shows a false difference in at most 6 % ($figure) of runs of $name', ({ of, figure }) => {
    const rate = share(2_000, equal, of, found);
    expect(rate).toBeLessThanOrEqual(0.06);
    expect(rate).toBeCloseTo(figure, 2);
  });

  it('shows one in at most 6 % where failures leave cells with unequal numbers of requests and rounds', () => {
    const random = seeded(21);
    for (const rounds of [8, 12]) {
      const rate = share(2_000, equal, { ...heavy, rounds, perRound: 9 }, (row) =>
        found(thinned(row, { requests: 0.3, rounds: 0.1 }, random)),
      );
      expect(rate, `${rounds} rounds`).toBeLessThanOrEqual(0.06);
      expect(rate, `${rounds} rounds`).toBeGreaterThan(0.02);
    }
  });

  it('would show one in most runs, were 50 requests a round pooled as if rounds did not exist', () => {
    const many = { ...world, shared: 0.1, own: 0.1, drift: 0.1, scatter: 0.3, perRound: 50 };
    expect(share(300, equal, many, pooled)).toBeCloseTo(0.69, 2);
    expect(share(300, equal, many, found)).toBeLessThan(0.07);
  });
});

describe('a store 10 % slower over 2,000 simulated runs of ten rounds', () => {
  const levels = [10, 11];

  it('is found by pairing in three runs of four, and by an unpaired test of the same data in one of thirteen', () => {
    expect(share(2_000, levels, world, found)).toBeCloseTo(0.741, 2);
    expect(share(2_000, levels, world, unpaired)).toBeCloseTo(0.076, 2);
  });

  it('is called by its name: a verdict never names the slower one', () => {
    expect(share(2_000, levels, world, (row) => verdicts(row)[0]?.verdict === 'a')).toBeGreaterThan(0.7);
    expect(share(2_000, levels, world, (row) => verdicts(row)[0]?.verdict === 'b')).toBe(0);
  });

  it('is found as often as power() says from the spread of the rounds', () => {
    const normal = normals(seeded(9));
    const ratios = Array.from({ length: 800 }, () => simulate([1, 1], world, normal).map(roundMedians)).flatMap(([a, b]) =>
      (a ?? []).map((x, round) => Math.log(x / (b?.[round] as number))),
    );
    const sd = Math.sqrt(ratios.reduce((sum, x) => sum + x * x, 0) / ratios.length);
    for (const rounds of [6, 10, 15]) {
      const seen = share(2_000, levels, { ...world, rounds }, found);
      expect(Math.abs(seen - power(sd, rounds, 1.1)), `${rounds} rounds`).toBeLessThan(0.03);
    }
  });

  it('is found by verdicts as often as the page says, in the middle of what runs say of themselves', () => {
    const stated: number[] = [];
    const rate = share(2_000, levels, world, (row) => {
      const comparisons = verdicts(row);
      stated.push(runPower(comparisons, 'ttfb')?.power ?? Number.NaN);
      return comparisons[0]?.verdict === 'a';
    });
    expect(Math.abs(median(stated) - rate)).toBeLessThan(0.06);
  });
});
