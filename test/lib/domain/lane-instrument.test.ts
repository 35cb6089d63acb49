import { describe, expect, it } from 'vitest';
import { laneInstrument } from '../../../lib/domain/lane-instrument.ts';
import type { BlockReport } from '../../../lib/domain/sample.ts';

const older = (fields: Partial<BlockReport> = {}): BlockReport => ({
  kind: 'block',
  cell: 'c',
  round: 0,
  samples: 10,
  failures: 0,
  wallMs: 120,
  measuredMs: 100,
  warmupMs: 20,
  cpuShare: 0.1,
  loopDelayMs: 1,
  throttled: null,
  ...fields,
});
const block = (fields: Partial<BlockReport> = {}): BlockReport =>
  older({
    coresAllowed: 2,
    loopDelayMedianMs: 0.1,
    throttled: 0,
    throttledMs: 0,
    waitedMs: 0.1,
    switchedOut: 2,
    gc: { count: 1, totalMs: 0.5, maxMs: 0.5 },
    handshakes: { full: 3, resumed: 0 },
    ...fields,
  });

describe('a lane as an instrument', () => {
  it('is client-bound when most of its cells are, and says why its blocks were', () => {
    const starved = [block({ cpuShare: 0.95, waitedMs: 60 }), block({ waitedMs: 60 })];
    const free = [block(), block()];
    expect(laneInstrument([starved, starved, free], [])).toMatchObject({
      cells: 3,
      boundCells: 2,
      clientBound: true,
      blocks: 6,
      boundBlocks: { cpu: 2, loopDelay: 0, throttled: 0, waited: 4 },
    });
    expect(laneInstrument([starved, free], [])).toMatchObject({ boundCells: 1, clientBound: false });
  });

  it('adds up what its blocks cost', () => {
    const blocks = [block(), block({ coresAllowed: 0.5, loopDelayMedianMs: 0.3, loopDelayMs: 4 })];
    expect(laneInstrument([blocks], [{ place: 'near', count: 1 }])).toMatchObject({
      coresAllowed: 0.5,
      loopDelayMs: { median: 0.2, p99: 2.5, max: 4 },
      gc: { count: 2, totalMs: 1, maxMs: 0.5 },
      throttledMs: 0,
      waitedMs: 0.2,
      switchedOut: 4,
      handshakes: { full: 6, resumed: 0 },
      addresses: [{ place: 'near', count: 1 }],
    });
  });

  it('says null for what no block told, and takes no zero for it', () => {
    expect(laneInstrument([[older()]], [])).toMatchObject({
      coresAllowed: null,
      loopDelayMs: { median: null, p99: 1, max: 1 },
      gc: null,
      throttledMs: null,
      waitedMs: null,
      switchedOut: null,
      handshakes: null,
    });
  });

  it('takes the loop delay from the blocks that tell one', () => {
    const short = block({ loopDelayMs: null, loopDelayMedianMs: null });
    expect(laneInstrument([[short, block({ loopDelayMs: 3 })], [short]], [])?.loopDelayMs).toEqual({
      median: 0.1,
      p99: 3,
      max: 3,
    });
    expect(laneInstrument([[short]], [])?.loopDelayMs).toEqual({ median: null, p99: null, max: null });
  });

  it('is nothing without a block, and a cell that was never begun is none of its cells', () => {
    expect(laneInstrument([], [])).toBeUndefined();
    expect(laneInstrument([[]], [])).toBeUndefined();
    expect(laneInstrument([[], [block()]], [])?.cells).toBe(1);
  });
});
