import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, rowKey } from '../../../lib/domain/cell.ts';
import { lanesOf, spanSeconds } from '../../../lib/domain/lanes.ts';
import type { ScenarioPlan } from '../../../lib/domain/scenario.ts';

/** A scenario with axes of its own and a crew of two, of which lanes know nothing. */
const RELAY: ScenarioPlan = {
  id: 'relay',
  title: 'Relay',
  axes: [],
  compares: ['colour'],
  metrics: [],
  views: [],
  expand: () => [],
  crew: (cell) => [
    { role: 'server', host: String(cell.axes.server), serves: true },
    { role: 'client', host: 'c', serves: false },
  ],
  phase: (cell) => (Number(cell.axes.distance) > 100 ? 'bulk' : 'small'),
  block: () => ({ warmups: 0, timed: 1 }),
  requests: () => [],
  objects: () => [],
  usage: () => ({ seconds: 1, bytesUp: 0, bytesDown: 0, gets: 0, puts: 0, readUnits: 0, writeUnits: 0 }),
};

function cell(server: string, distance: number, colour: string, impossible?: string): Cell {
  const axes = { server, distance, colour };
  return { id: `relay:${server}:${distance}:${colour}`, scenario: 'relay', axes, ...(impossible ? { impossible } : {}) };
}

const ORDER_SECONDS = 12 * 60;
const COLOURS = ['red', 'blue'];
const grid = (servers: string[], distances: number[]) =>
  servers.flatMap((server) => distances.flatMap((distance) => COLOURS.map((colour) => cell(server, distance, colour))));
const perCell = (seconds: number) => (cells: readonly Cell[]) => cells.length * seconds;

describe('lanesOf', () => {
  it('makes one lane for each crew and phase', () => {
    const lanes = lanesOf(RELAY, grid(['a', 'c'], [1, 200]), 3, perCell(1), () => ORDER_SECONDS);
    expect(lanes.map(({ id }) => id).sort()).toEqual(['a+c.local.bulk', 'a+c.local.small', 'c.local.bulk', 'c.local.small']);
    expect(lanes.every(({ rounds, roundSeconds }) => rounds === 3 && roundSeconds === 2)).toBe(true);
  });

  it('leaves out what cannot be measured', () => {
    const lanes = lanesOf(
      RELAY,
      [cell('a', 1, 'red'), cell('a', 1, 'blue', 'no such colour')],
      3,
      perCell(1),
      () => ORDER_SECONDS,
    );
    expect(lanes.map(({ cells }) => cells)).toEqual([['relay:a:1:red']]);
  });

  it('puts the longest lane first', () => {
    const lanes = lanesOf(RELAY, [...grid(['a'], [1]), ...grid(['b'], [1, 2])], 1, perCell(1), () => ORDER_SECONDS);
    expect(lanes.map(({ id }) => id)).toEqual(['b+c.local.small', 'a+c.local.small']);
  });

  it('splits a lane whose round is longer than an order between rows, never inside one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 800 }),
        (distances, seconds) => {
          const cells = grid(['a'], distances);
          const byId = new Map(cells.map((entry) => [entry.id, entry]));
          const lanes = lanesOf(RELAY, cells, 1, perCell(seconds), () => ORDER_SECONDS);
          expect(lanes.flatMap((lane) => lane.cells).sort()).toEqual(cells.map(({ id }) => id).sort());
          const rows = lanes.map((lane) => new Set(lane.cells.map((id) => rowKey(byId.get(id) as Cell, 'colour'))));
          expect(rows.reduce((sum, row) => sum + row.size, 0)).toBe(distances.length);
          for (const [index, lane] of lanes.entries())
            expect(lane.roundSeconds <= ORDER_SECONDS || rows[index]?.size === 1).toBe(true);
          expect(new Set(lanes.map(({ id }) => id)).size).toBe(lanes.length);
        },
      ),
    );
  });
});

describe('spanSeconds', () => {
  it('gives each lane the place that is free first', () => {
    expect(spanSeconds([5, 3, 3, 1], 2)).toBe(6);
    expect(spanSeconds([5, 3, 3, 1], 1)).toBe(12);
    expect(spanSeconds([5, 3, 3, 1], 9)).toBe(5);
    expect(spanSeconds([], 4)).toBe(0);
  });
});
