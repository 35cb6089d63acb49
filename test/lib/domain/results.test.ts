import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../lib/domain/cell.ts';
import { mediansOf, resultOf } from '../../../lib/domain/results.ts';
import type { AgentLine, BlockReport } from '../../../lib/domain/sample.ts';
import type { Metric } from '../../../lib/domain/scenario.ts';
import type { Given } from '../../../lib/domain/statistics/truth.ts';
import { emptyTally, take } from '../../../lib/domain/tally.ts';

const cell: Cell = { id: 'c', scenario: 's', axes: { store: 'x' } };
const METRICS: readonly Metric[] = [
  { name: 'ttfb', title: 'TTFB', unit: 'ms', better: 'lower' },
  { name: 'total', title: 'Total', unit: 'ms', better: 'lower' },
  {
    name: 'speed',
    title: 'Speed',
    unit: 'B/s',
    better: 'higher',
    derive: ({ bytes, total }) => Number(bytes) / (Number(total) / 1000),
  },
];

const sample = (fields: Record<string, unknown>): AgentLine =>
  ({
    v: 1,
    run: 'r',
    cell: 'c',
    round: 0,
    seq: 0,
    kind: 'timed',
    at: 0,
    error: null,
    ttfb: 10,
    body: 1,
    total: 20,
    bytes: 1000,
    ...fields,
  }) as AgentLine;
const block = (fields: Partial<BlockReport> = {}): AgentLine => ({
  kind: 'block',
  cell: 'c',
  round: 0,
  samples: 1,
  failures: 0,
  wallMs: 10,
  measuredMs: 9,
  warmupMs: 3,
  cpuShare: 0.1,
  loopDelayMs: 0,
  throttled: 0,
  ...fields,
});

function result(lines: readonly AgentLine[], more: { given?: Given; failed?: string; cell?: Cell; windowed?: string } = {}) {
  const tally = emptyTally({ metrics: METRICS, givenOf: () => more.given });
  for (const line of lines) take(tally, line);
  const own = tally.cells.get('c');
  return resultOf({
    cell: more.cell ?? cell,
    tally: own,
    medians: mediansOf(own, METRICS, 3),
    metrics: METRICS,
    shown: new Set(['ttfb', 'speed']),
    windowed: more.windowed,
    failed: more.failed,
  });
}

describe('the result of a cell', () => {
  it('counts warm-ups and failures apart and keeps both out of every statistic', () => {
    const failure = { kind: 'timed', error: { name: 'Throttled', message: '503' }, ttfb: 1, total: 1 };
    const got = result([
      sample({ kind: 'warmup', ttfb: 999 }),
      sample({}),
      sample({ ttfb: 12 }),
      sample(failure),
      sample(failure),
    ]);
    expect(got).toMatchObject({ n: 2, rounds: 1, failures: 2, errors: { Throttled: 2 } });
    expect(got.metrics.ttfb).toMatchObject({ n: 2, min: 10, max: 12, median: 11, mean: 11, unit: 'ms' });
  });

  it('has one median a round, in the order of rounds', () => {
    const got = result([sample({ round: 2, ttfb: 3 }), sample({ round: 0, ttfb: 1 }), sample({ round: 1, ttfb: 2 })]);
    expect(got.metrics.ttfb?.rounds).toEqual([1, 2, 3]);
  });

  it('derives metrics, in their own unit', () => {
    expect(result([sample({})]).metrics.speed).toMatchObject({ median: 50_000, unit: 'B/s' });
  });

  it('has no metric that nothing was measured of', () => {
    expect(Object.keys(result([sample({ ttfb: null, total: null })]).metrics)).toEqual([]);
    expect(result([sample({ total: 0 })]).metrics).not.toHaveProperty('speed');
  });

  it('says why it failed, only where it has no numbers and could exist', () => {
    expect(result([], { failed: 'refused' }).failed).toBe('refused');
    expect(result([sample({})], { failed: 'refused' }).failed).toBeUndefined();
    expect(result([], { failed: 'refused', cell: { ...cell, impossible: 'too large' } }).failed).toBeUndefined();
  });

  it.each([
    ['used a whole core', { cpuShare: 0.97 }],
    ['was late by more than half of what it measured', { loopDelayMs: 5 }],
    ['was throttled', { throttled: 1 }],
  ])('is client-bound when most of its blocks had a client that %s', (_, bound) => {
    expect(result([sample({}), block(bound), block(bound), block()]).clientBound).toBe(true);
    expect(result([sample({}), block(bound), block(), block()]).clientBound).toBeUndefined();
  });

  it('is held against the truth request by request', () => {
    const given: Given = new Map([
      ['a', { delayMs: 9.9, uploadMs: 0, bodyMs: 1 }],
      ['b', { delayMs: 9.7, uploadMs: 0, bodyMs: 1 }],
    ]);
    const got = result([sample({ request: 'a' }), sample({ request: 'b' }), sample({ request: 'unknown', ttfb: 999 })], {
      given,
    });
    expect(got.truth).toMatchObject({ n: 2, ttfbErrorMs: expect.closeTo(0.2) });
  });

  it('counts upload and first byte of an upload together', () => {
    const given: Given = new Map([['a', { delayMs: 5, uploadMs: 7, bodyMs: 0 }]]);
    const got = result([sample({ request: 'a', upload: 2, ttfb: 10.5, body: 0 })], { given });
    expect(got.truth).toMatchObject({ givenTtfbMs: 12, ttfbErrorMs: expect.closeTo(0.5) });
    expect(got.truth?.rateRatio).toBeUndefined();
  });

  it('has the distribution of each metric that a view shows', () => {
    const got = result([1, 10, 100].map((ttfb) => sample({ ttfb, total: ttfb })));
    expect(Object.keys(got.distributions ?? {})).toEqual(['ttfb', 'speed']);
    expect(got.distributions?.ttfb).toMatchObject({ low: 1, high: 100 });
    expect(got.distributions?.ttfb?.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(result([sample({})]).distributions).toBeUndefined();
  });

  it('has windows of its speed where it is asked for them and its host both rested and worked', () => {
    const moved = [0, 1e6, 2e6, 5e9, 6e9, 7e9].map((bytes, i) => sample({ moved: bytes, total: i < 3 ? 10 : 40 }));
    const { windows } = result(moved, { windowed: 'speed' });
    expect(windows?.burst).toEqual({ n: 3, median: 100_000, movedBytes: 1e6 });
    expect(windows?.sustained).toEqual({ n: 3, median: 25_000, movedBytes: 6e9 });
    expect(result(moved).windows).toBeUndefined();
  });
});
