import { beforeAll, expect, describe as group, it } from 'vitest';
import type { CellResult, Summary } from '../../lib/domain/run.ts';
import { describe, roundMedians } from '../../lib/domain/statistics/describe.ts';
import { pairedDifference } from '../../lib/domain/statistics/paired-difference.ts';
import { median } from '../../lib/domain/statistics/quantile.ts';
import { byRound, type Operation, type SyntheticRun, syntheticRun } from './synthetic-truth-run.ts';

const RATE = 100_000_000;
const DELAY_MS = 3;
const steady = { delayMs: DELAY_MS, bytesPerSecond: RATE };
/** 200 rounds of five operations: the fewest with which a 99th percentile is printed. */
const ROUNDS = 200;

const DELAYS = {
  fixed: steady,
  slower: { ...steady, delayMs: 4 },
  bimodal: { ...steady, delayVariation: { kind: 'bimodal', share: 0.3, factor: 4 } },
  heavy: { ...steady, delayVariation: { kind: 'lognormal', sigma: 0.8 } },
  drifting: { ...steady, delayVariation: { kind: 'drift', factor: 2, requests: 1_400 } },
  // Somewhat more than one in a hundred: exactly one, and the 99th percentile would stand on the edge.
  rare: { ...steady, faults: [{ kind: 'slow', delayMs: 40, operation: 'get', prefix: 'pool/', every: 80 }] },
} as const;
type Name = keyof typeof DELAYS;
const NAMES = Object.keys(DELAYS) as Name[];

const base = { operations: ['get'], connections: ['reused'], seed: 3 };
const cellIn = ({ run }: SyntheticRun, store: string) => run.cells.find(({ axes }) => axes.store === store) as CellResult;
const operationsIn = ({ operations }: SyntheticRun, store: string) => operations.get(store) ?? [];

// Truth is what the stand-ins logged of these very requests, so that a busy machine makes both sides late. What it adds to the
// client's side alone is bounded by the run's own calibration, and by the store of fixed delay measured in the same rounds.
group('delays of known distributions, in 200 rounds', () => {
  let done: SyntheticRun;
  let toleranceMs: number;
  const published = (name: Name) => cellIn(done, name).metrics.ttfb as Summary;
  const givenRounds = (name: Name) => byRound(operationsIn(done, name), ({ givenDelayMs }) => givenDelayMs);
  const given = (name: Name) => describe('ms', givenRounds(name)) as Summary;
  const errorOf = ({ ttfb, givenDelayMs }: Operation) => (ttfb ?? Number.NaN) - givenDelayMs;
  const errorsOf = (name: Name) => operationsIn(done, name).map(errorOf);

  beforeAll(async () => {
    done = await syntheticRun({ ...base, sizes: ['1KB'], rounds: ROUNDS, standIns: DELAYS }, 500);
    const p90s = done.run.lanes.flatMap(({ calibration }) => calibration.map(({ errorMs }) => errorMs.p90));
    toleranceMs = 0.5 + 3 * median(p90s);
  }, 520_000);

  it.each(NAMES)('%s: every operation is found in the log of its stand-in, and none was reported shorter than it was', (name) => {
    expect(operationsIn(done, name)).toHaveLength(cellIn(done, name).n);
    expect(cellIn(done, name)).toMatchObject({ n: 5 * ROUNDS, failures: 0 });
    expect(Math.min(...errorsOf(name))).toBeGreaterThan(-0.02);
  });

  it.each(NAMES)('%s: the median is the given one, within the calibration error', (name) => {
    const off = published(name).median - given(name).median;
    expect(off).toBeGreaterThanOrEqual(-0.02);
    expect(off).toBeLessThan(toleranceMs);
    expect(cellIn(done, name).truth?.givenTtfbMs).toBeCloseTo(given(name).median, 6);
    expect(cellIn(done, name).truth?.ttfbErrorMs).toBeCloseTo(median(errorsOf(name)), 6);
  });

  it.each(NAMES)('%s: the interval of the median is that of the given round medians, within the calibration error', (name) => {
    const [got, want] = [published(name).interval, given(name).interval];
    for (const end of ['low', 'high'] as const) {
      const off = (got?.[end] ?? Number.NaN) - (want?.[end] ?? Number.NaN);
      expect(off, end).toBeGreaterThanOrEqual(-0.02);
      expect(off, end).toBeLessThan(toleranceMs);
    }
    expect(got?.level).toBe(want?.level);
  });

  it.each(['fixed', 'bimodal', 'heavy', 'rare'] as const)('%s: the interval holds the median of its configuration', (name) => {
    const { low, high } = published(name).interval ?? { low: Number.NaN, high: Number.NaN };
    expect(low - toleranceMs).toBeLessThan(DELAY_MS);
    expect(high).toBeGreaterThan(DELAY_MS);
  });

  it.each(NAMES)('%s: the 99th percentile is no more above the given one than late requests of the cell put it', (name) => {
    const p99 = published(name).p99 ?? Number.NaN;
    expect(p99).toBeGreaterThanOrEqual((given(name).p99 ?? Number.NaN) - 0.02);
    // Ten lie above it: where `by` - 1 of them do because of what was given, the others do because of what was added.
    const largest = (values: readonly number[]) => values.toSorted((a, b) => b - a);
    const [delays, added] = [largest(givenRounds(name).flat()), largest(errorsOf(name))];
    const bounds = Array.from({ length: 10 }, (_, by) => (delays[by] ?? Number.NaN) + (added[9 - by] ?? Number.NaN));
    expect(p99).toBeLessThanOrEqual(Math.min(...bounds) + 1e-6);
  });

  it('rare: slow requests are all counted as outliers, and leave the median where it was', () => {
    const slow = operationsIn(done, 'rare').filter(({ givenDelayMs }) => givenDelayMs > 40).length;
    expect(slow).toBeGreaterThan(10);
    expect(published('rare').outliers.severe).toBeGreaterThanOrEqual(slow);
    expect(published('rare').p99).toBeGreaterThan(40);
    expect(Math.abs(published('rare').median - published('fixed').median)).toBeLessThan(toleranceMs / 2);
  });

  it.each(['heavy', 'bimodal'] as const)('%s: the histogram is that of the given delays, a bin more or less', (name) => {
    const { low, high, counts } = cellIn(done, name).distributions?.ttfb ?? { low: 1, high: 1, counts: [] };
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5 * ROUNDS);
    expect([low, high]).toEqual([published(name).min, published(name).max]);
    // What the machine adds to all alike is added to what was given; operations that it made later, or less late, by more than the
    // width of a bin may lie elsewhere, and no others.
    const shift = median(errorsOf(name));
    const width = (high / low) ** (1 / counts.length);
    const expected = operationsIn(done, name).map(({ givenDelayMs }) => givenDelayMs + shift);
    const factors = operationsIn(done, name).map(({ ttfb, givenDelayMs }) => (ttfb ?? Number.NaN) / (givenDelayMs + shift));
    const later = factors.filter((factor) => factor > width).length;
    const earlier = factors.filter((factor) => factor < 1 / width).length;
    let below = 0;
    for (const [bin, count] of counts.entries()) {
      below += count;
      const givenBelow = (edge: number) => expected.filter((ms) => ms < low * width ** edge).length;
      expect(below, `below the edge ${bin + 1}`).toBeGreaterThanOrEqual(givenBelow(bin) - later);
      expect(below, `below the edge ${bin + 1}`).toBeLessThanOrEqual(givenBelow(bin + 2) + earlier);
    }
  });

  const comparedTo = (name: Name) => {
    const ids = [cellIn(done, 'fixed').id, cellIn(done, name).id];
    const found = done.run.comparisons.find(({ metric, a, b }) => metric === 'ttfb' && ids.includes(a) && ids.includes(b));
    if (!found) throw new Error(`fixed and ${name} were not compared`);
    const straight = found.a === ids[1];
    const winner = found.verdict === '~' ? '~' : (found.verdict === 'a') === straight ? name : 'fixed';
    return { ratio: straight ? found.ratio : 1 / found.ratio, winner };
  };

  /** Of a store to the fixed delay: what was given, with what the machine added, round by round: what disturbs one spares the next. */
  const expectedRatio = (name: Name): number => {
    const withError = (of: Name) => {
      const added = roundMedians(byRound(operationsIn(done, of), errorOf));
      return roundMedians(givenRounds(of)).map((given, round) => given + (added[round] ?? Number.NaN));
    };
    const expected = pairedDifference(withError(name), withError('fixed'));
    if ('reason' in expected) throw new Error(expected.reason);
    return expected.ratio;
  };

  it.each(NAMES.filter((name) => name !== 'fixed'))(
    '%s: its ratio to the fixed delay is the given one, with the error added',
    (name) => {
      expect(Math.abs(Math.log(comparedTo(name).ratio / expectedRatio(name)))).toBeLessThan(0.05);
    },
  );

  it.each(['slower', 'drifting'] as const)('%s: a third more, or drifting to twice as much, is ranked as slower', (name) => {
    expect(comparedTo(name).winner).toBe('fixed');
  });

  it('rare: one slow request in eighty is not ranked, unless the machine itself made one store 4 % slower', () => {
    const { winner } = comparedTo('rare');
    expect(winner === '~' || Math.abs(Math.log(expectedRatio('rare'))) > Math.log(1.04)).toBe(true);
  });
});

group('rates of known distributions', () => {
  const RATES = {
    steady: { delayMs: DELAY_MS, bytesPerSecond: RATE / 4 },
    bimodal: { delayMs: DELAY_MS, bytesPerSecond: RATE / 4, rateVariation: { kind: 'bimodal', share: 0.3, factor: 0.5 } },
    tiring: { delayMs: DELAY_MS, bytesPerSecond: RATE / 4, rateVariation: { kind: 'drift', factor: 0.5, requests: 110 } },
  } as const;
  let done: SyntheticRun;
  const givenSpeed = ({ bytes, givenDelayMs, givenBodyMs }: Operation) => bytes / ((givenDelayMs + givenBodyMs) / 1_000);
  const share = (store: string) => {
    const given = describe('B/s', byRound(operationsIn(done, store), givenSpeed));
    return (cellIn(done, store).metrics.speed?.median ?? Number.NaN) / (given?.median ?? Number.NaN);
  };

  beforeAll(async () => {
    done = await syntheticRun({ ...base, sizes: ['1MB'], rounds: 12, standIns: RATES }, 200);
  }, 220_000);

  it('are published as given where they are steady, but for what the machine adds', () => {
    expect(operationsIn(done, 'steady')).toHaveLength(cellIn(done, 'steady').n);
    expect(share('steady')).toBeLessThan(1.001);
    expect(share('steady')).toBeGreaterThan(0.8);
  });

  /** Standard error of how much more one store is off than the steady one of the same rounds, on logarithms. */
  const scatter = (store: string): number => {
    const off = (of: string) =>
      roundMedians(byRound(operationsIn(done, of), (one) => one.bytes / ((one.total ?? Number.NaN) / 1_000) / givenSpeed(one)));
    const found = pairedDifference(off(store), off('steady'));
    if ('reason' in found) throw new Error(found.reason);
    return found.sd / Math.sqrt(found.rounds);
  };

  it.each(['bimodal', 'tiring'])('are off by no more than a steady one of the same rounds where they are %s', (store) => {
    expect(Math.abs(Math.log(share(store) / share('steady')))).toBeLessThan(0.06 + 3 * scatter(store));
  });

  it('rank as given: half the rate in the end is slower than all of it', () => {
    const speeds = ['steady', 'tiring'].map((store) => cellIn(done, store).metrics.speed?.median ?? 0);
    expect(speeds[1]).toBeLessThan((speeds[0] ?? 0) * 0.9);
  });
});
