import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediansOf } from '../../../lib/domain/results.ts';
import type { AgentLine, Sample } from '../../../lib/domain/sample.ts';
import type { Metric } from '../../../lib/domain/scenario.ts';
import { median } from '../../../lib/domain/statistics/quantile.ts';
import {
  type CellTally,
  emptyTally,
  forgetValues,
  mergedTally,
  metricValue,
  movedOf,
  take,
  valuesOf,
} from '../../../lib/domain/tally.ts';

const METRICS: readonly Metric[] = [
  { name: 'ttfb', title: 'TTFB', unit: 'ms', better: 'lower' },
  { name: 'double', title: 'Double', unit: 'ms', better: 'lower', derive: ({ ttfb }) => Number(ttfb) * 2 },
];
const KEPT = { metrics: METRICS, givenOf: () => undefined };
const HEAD = { v: 1, run: 'r', cell: 'c', seq: 0, kind: 'timed', at: 0, error: null } as const;
const sample = (fields: Readonly<Record<string, unknown>>) => ({ ...HEAD, round: 0, ttfb: 1, ...fields }) as Sample;

function tallied(lines: readonly AgentLine[]) {
  const tally = emptyTally(KEPT);
  for (const line of lines) take(tally, line);
  return { tally, cell: tally.cells.get('c') as CellTally };
}

const someSamples = fc.array(
  fc.record({ round: fc.nat(5), ttfb: fc.option(fc.double({ min: 0.001, max: 1e6, noNaN: true })), moved: fc.nat() }),
  { minLength: 1, maxLength: 60 },
);

describe('what a tally keeps', () => {
  it('is every value of every timed sample, in the order of its round', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const { cell } = tallied(samples.map(sample));
        expect(cell.timed).toBe(samples.length);
        for (const [round, values] of cell.rounds) {
          const own = samples.filter((one) => one.round === round);
          expect(valuesOf(values, 0)).toEqual(own.map(({ ttfb }) => ttfb ?? Number.NaN));
          expect(movedOf(values)).toEqual(own.map(({ moved }) => moved));
        }
      }),
    );
  });

  it('gives the exact median of each round, NaN for one without a value', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const { cell } = tallied(samples.map(sample));
        const medians = mediansOf(cell, METRICS, 6).get('ttfb') ?? [];
        expect(medians).toHaveLength(6);
        for (const [round, value] of medians.entries()) {
          const own = samples.filter((one) => one.round === round).flatMap(({ ttfb }) => ttfb ?? []);
          expect(value).toBe(own.length > 0 ? median(own) : Number.NaN);
        }
      }),
    );
  });

  it('is a derived metric beside a read one, and NaN where it cannot be derived', () => {
    const { cell } = tallied([sample({ ttfb: 3 }), sample({ ttfb: 'x' })]);
    expect(valuesOf(cell.rounds.get(0) as never, 1)).toEqual([6, Number.NaN]);
    expect(metricValue(METRICS[1] as Metric, sample({ ttfb: 'x' }))).toBeUndefined();
  });

  it('is a count only of warm-ups and failures, by name', () => {
    const error = { name: 'Timeout', message: 'no answer' };
    const warm = { kind: 'warmup' };
    const { cell } = tallied([sample(warm), sample({ ...warm, error }), sample({ error }), sample({ error }), sample({})]);
    expect(cell).toMatchObject({ timed: 1, warmups: 1, failures: 2, warmupFailures: 1 });
    expect([...cell.errors]).toEqual([['Timeout', 2]]);
    expect(cell.rounds.size).toBe(1);
  });

  it('is let go of once numbers are made of it, and the counts stay', () => {
    const { tally, cell } = tallied([sample({}), sample({ round: 1 })]);
    forgetValues(tally);
    expect(cell).toMatchObject({ timed: 2 });
    expect(cell.rounds.size).toBe(0);
  });
});

describe('the tally of several instances', () => {
  const one = (rounds: readonly number[]) => tallied(rounds.map((round) => sample({ round, ttfb: round }))).cell;

  it('holds each round of each instance once, and the sums of their counts', () => {
    const merged = mergedTally([one([0, 1, 2]), one([0, 2])], 3);
    expect([...(merged?.rounds.keys() ?? [])]).toEqual([0, 1, 2, 3, 5]);
    expect(merged?.timed).toBe(5);
  });

  it('keeps the places of one that reported nothing', () => {
    expect([...(mergedTally([undefined, one([0])], 3)?.rounds.keys() ?? [])]).toEqual([3]);
    expect(mergedTally([undefined, undefined], 3)).toBeUndefined();
  });
});
