import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUND_REASONS, boundReasons, CLIENT_BOUND, clientBound, LOOP_DELAY_FLOOR_MS } from '../../../lib/domain/client-bound.ts';
import type { BlockReport } from '../../../lib/domain/sample.ts';

/** Ten operations of 10 ms each, which cost their client next to nothing. */
const block = (fields: Partial<BlockReport> = {}): BlockReport => ({
  kind: 'block',
  cell: 'c',
  round: 0,
  samples: 10,
  failures: 0,
  wallMs: 120,
  measuredMs: 100,
  warmupMs: 20,
  cpuShare: 0.1,
  coresAllowed: 2,
  loopDelayMs: 0.2,
  throttled: 0,
  throttledMs: 0,
  waitedMs: 1,
  ...fields,
});

describe('the client of a block', () => {
  it('is not the bottleneck where it had time to spare', () => {
    expect(boundReasons(block())).toEqual([]);
  });

  it.each([
    ['cpu', 'used 90 % of a core', { cpuShare: 0.9 }, { cpuShare: 0.89 }],
    [
      'cpu',
      'used 90 % of the quota of its host',
      { cpuShare: 0.066, coresAllowed: 0.0724 },
      { cpuShare: 0.06, coresAllowed: 0.0724 },
    ],
    ['loopDelay', 'was late by half an operation', { loopDelayMs: 5 }, { loopDelayMs: 4.9 }],
    ['throttled', 'was throttled for 5 % of its time', { throttled: 1, throttledMs: 6 }, { throttled: 1, throttledMs: 5.9 }],
    ['waited', 'had no core for a quarter of its time', { waitedMs: 30 }, { waitedMs: 29 }],
  ] as const)('is the bottleneck by %s when it %s, and not below that', (reason, _, bound, free) => {
    expect(boundReasons(block(bound))).toEqual([reason]);
    expect(boundReasons(block(free))).toEqual([]);
  });

  it('has one thread: more than a core of two is the same as one', () => {
    expect(boundReasons(block({ cpuShare: 1.1, coresAllowed: 2 }))).toEqual(['cpu']);
  });

  it('counts as throttled by the count alone where nobody said for how long', () => {
    const { throttledMs: _, ...older } = block({ throttled: 1 });
    expect(boundReasons(older)).toEqual(['throttled']);
    expect(boundReasons(block({ throttled: 1, throttledMs: null }))).toEqual(['throttled']);
  });

  it('is judged by what an older agent told', () => {
    const { coresAllowed: _, throttledMs: __, waitedMs: ___, ...older } = block();
    expect(boundReasons({ ...older, throttled: null })).toEqual([]);
    expect(boundReasons({ ...older, cpuShare: 0.95 })).toEqual(['cpu']);
  });

  it('is not late where no operation was measured', () => {
    expect(boundReasons(block({ measuredMs: 0, samples: 5, failures: 5, loopDelayMs: 0 }))).toEqual([]);
  });

  it('is not late by what a timer is late by on its own, however short its operations', () => {
    const short = { samples: 100, measuredMs: 100 };
    expect(boundReasons(block({ ...short, loopDelayMs: LOOP_DELAY_FLOOR_MS }))).toEqual([]);
    expect(boundReasons(block({ ...short, loopDelayMs: LOOP_DELAY_FLOOR_MS + 0.1 }))).toEqual(['loopDelay']);
  });

  it('is not called late where its block was too short to tell', () => {
    expect(boundReasons(block({ loopDelayMs: null }))).toEqual([]);
    expect(boundReasons(block({ loopDelayMs: null, cpuShare: 1 }))).toEqual(['cpu']);
  });

  it('is never less bound for being held back more', () => {
    const share = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, fc.double({ min: 1, max: 3, noNaN: true }), (cpu, late, held, waited, more) => {
        const at = (factor: number) =>
          boundReasons(
            block({
              cpuShare: cpu * factor,
              loopDelayMs: late * 10 * factor,
              throttled: held > 0 ? 1 : 0,
              throttledMs: held * 120 * factor,
              waitedMs: waited * 120 * factor,
            }),
          );
        expect(at(more)).toEqual(expect.arrayContaining([...at(1)]));
      }),
    );
  });
});

describe('a cell', () => {
  const bound = block({ cpuShare: 1 });

  it.each([
    [0, 0, false],
    [0, 3, false],
    [1, 1, false],
    [2, 1, true],
    [3, 0, true],
  ])('of %i bound blocks and %i others is client-bound: %s', (some, others, expected) => {
    expect(clientBound([...Array(some).fill(bound), ...Array(others).fill(block())])).toBe(expected);
  });
});

it('every reason has a threshold', () => {
  expect(Object.keys(CLIENT_BOUND)).toEqual(BOUND_REASONS.map((reason) => (reason === 'cpu' ? 'cpuShare' : `${reason}Share`)));
});
