import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../lib/domain/cell.ts';
import { comparisonsOf, type Measured, type MeasuredInstance } from '../../../lib/domain/comparisons.ts';
import { mediansOf } from '../../../lib/domain/results.ts';
import { type CellTally, emptyTally, take } from '../../../lib/domain/tally.ts';
import { transferPlan } from '../../../lib/scenarios/transfer/plan.ts';

const ROUNDS = 8;

function measured(
  store: string,
  ttfb: number,
  { lane = 'l', host = 'h', form }: { lane?: string; host?: string; form?: string } = {},
): Measured {
  const axes = { host, store, site: 'here', size: 1000, operation: 'get', connection: 'reused', streams: 1 };
  const cell: Cell = { id: `${store}@${host}`, scenario: 'transfer', axes, ...(form && { form }) };
  const tally = emptyTally({ metrics: transferPlan.metrics, givenOf: () => undefined });
  for (let round = 0; round < ROUNDS; round++) {
    const value = ttfb * (1 + round / 10 + ((round * 7 + ttfb) % 5) / 500);
    take(tally, {
      v: 1,
      run: 'r',
      cell: cell.id,
      round,
      seq: 0,
      kind: 'timed',
      at: 0,
      error: null,
      ttfb: value,
      total: value,
      bytes: 1000,
    });
  }
  const { timed, failures, ...own } = tally.cells.get(cell.id) as CellTally;
  const medians = mediansOf({ timed, failures, ...own }, transferPlan.metrics, ROUNDS);
  return { cell, lane, instances: [{ timed, failures, medians }] };
}

const instanceOf = ({ instances }: Measured) => instances[0] as MeasuredInstance;
/** The same cell whose only instance is another. */
const having = (one: Measured, change: Partial<MeasuredInstance>): Measured => ({
  ...one,
  instances: [{ ...instanceOf(one), ...change }],
});
const pairs = (cells: readonly Measured[]) =>
  comparisonsOf(transferPlan, cells, ROUNDS)
    .filter(({ metric }) => metric === 'ttfb')
    .map(({ a, b, verdict }) => `${a} ${verdict} ${b}`);

describe('what is compared', () => {
  it('is every pair of stores that differ in nothing else, with a verdict', () => {
    expect(pairs([measured('fast', 10), measured('slow', 15), measured('same', 10)])).toEqual([
      'fast@h a slow@h',
      'fast@h ~ same@h',
      'slow@h b same@h',
    ]);
  });

  it('is only what a view shows', () => {
    const metrics = new Set(
      comparisonsOf(transferPlan, [measured('a', 1), measured('b', 2)], ROUNDS).map(({ metric }) => metric),
    );
    expect([...metrics].sort()).toEqual(
      [...new Set(transferPlan.views.map(({ metric }) => metric))].filter((metric) => metrics.has(metric)).sort(),
    );
    expect(metrics).toContain('ttfb');
    expect(metrics).not.toContain('connect');
  });

  it('is never a pair of different lanes: their rounds are not the same rounds', () => {
    expect(pairs([measured('fast', 10), measured('slow', 15, { lane: 'other' })])).toEqual([]);
  });

  it('is never many items against a single object', () => {
    expect(pairs([measured('object', 10), measured('items', 15, { form: 'composite' })])).toEqual([]);
  });

  it('is an upload by total and speed, never by its first byte', () => {
    const upload = (store: string, ttfb: number): Measured => {
      const one = measured(store, ttfb);
      return { ...one, cell: { ...one.cell, axes: { ...one.cell.axes, operation: 'put' } } };
    };
    const found = comparisonsOf(transferPlan, [upload('a', 1), upload('b', 2)], ROUNDS).map(({ metric }) => metric);
    expect(found).toContain('speed');
    expect(found).not.toContain('ttfb');
  });

  it('is never a cell that failed more than one operation in twenty', () => {
    expect(pairs([measured('sound', 10), having(measured('failing', 5), { failures: 1 })])).toEqual([]);
    const mostly = having(measured('sound', 10), { timed: ROUNDS + 20, failures: 1 });
    expect(pairs([mostly, measured('slow', 20)])).toHaveLength(1);
  });

  it('pairs by round, also where one of both lacks some', () => {
    const slow = measured('slow', 15);
    const medians = [...instanceOf(slow).medians].map(([name, values]) => [name, values.with(3, Number.NaN)] as const);
    const gappy = having(slow, { medians: new Map(medians) });
    const [found] = comparisonsOf(transferPlan, [measured('fast', 10), gappy], ROUNDS);
    expect(found).toMatchObject({ rounds: ROUNDS - 1, verdict: 'a', ratio: expect.closeTo(10 / 15, 1) });
  });
});

describe('several hosts of one type', () => {
  /** One cell measured by an instance for each level, stores side by side. */
  const onInstances = (host: string, store: string, levels: readonly number[]): Measured => {
    const ones = levels.map((ttfb) => measured(store, ttfb, { host, lane: host }));
    return { ...(ones[0] as Measured), instances: ones.map(instanceOf) };
  };
  const found = (cells: readonly Measured[], compare: string) =>
    comparisonsOf(transferPlan, cells, ROUNDS).filter((one) => one.metric === 'total' && one.compare === compare);

  it('pair stores by instance and round: what an instance does to both of them cancels', () => {
    const [pair] = found([onInstances('h', 'fast', [10, 20, 40]), onInstances('h', 'slow', [15, 30, 60])], 'store');
    expect(pair).toMatchObject({ rounds: 3 * ROUNDS, verdict: 'a', ratio: expect.closeTo(10 / 15, 2) });
    expect(pair).not.toHaveProperty('instances');
  });

  it('are compared with another type by their own means, never by rounds as if each were a host', () => {
    const [pair] = found([onInstances('quick', 's', [10, 10.2, 10.1]), onInstances('slow', 's', [20, 20.3, 20.1])], 'host');
    expect(pair).toMatchObject({ instances: { a: 3, b: 3 }, rounds: ROUNDS, verdict: 'a', ratio: expect.closeTo(0.5, 1) });
    const [scattered] = found([onInstances('quick', 's', [5, 20, 10]), onInstances('slow', 's', [30, 10, 20])], 'host');
    expect(scattered).toMatchObject({ verdict: '~' });
  });

  it('need two of each type: one host says nothing of how its type scatters', () => {
    expect(found([onInstances('quick', 's', [10]), onInstances('slow', 's', [20, 21])], 'host')).toEqual([]);
  });

  it('pair the rounds of the same instance where another reported nothing of a cell', () => {
    const fast = onInstances('h', 'fast', [10, 20]);
    const slow = onInstances('h', 'slow', [15, 30]);
    const [pair] = found([{ ...fast, instances: [undefined, fast.instances[1]] }, slow], 'store');
    expect(pair).toMatchObject({ rounds: ROUNDS, verdict: 'a', ratio: expect.closeTo(20 / 30, 2) });
  });
});
