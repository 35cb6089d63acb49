import { describe, expect, it } from 'vitest';
import type { CellChange } from '../../../../lib/domain/run-comparison.ts';
import { agreements } from '../../../../lib/report/compare/agreements.ts';
import { cellNames } from '../../../../lib/report/compare/cell-names.ts';

const METRICS = [{ scenario: 'transfer', metric: 'total', title: 'Total time' }];

function change(store: string, size: number, operation: string, streams: number, ratio: number, sure = true): CellChange {
  const verdict = !sure ? '~' : ratio > 1 ? 'slower' : 'faster';
  return {
    ...{
      cell: `transfer:here:${store}:${size / 1000}KB:${operation}:${streams}`,
      scenario: 'transfer',
      metric: 'total',
      unit: 'ms',
    },
    axes: { host: 'here', store, size, operation, streams },
    ...{ a: 10, b: 10 * ratio, ratio, low: ratio * 0.9, high: ratio * 1.1, p: 0.001, pAdjusted: 0.001, verdict },
    ...{ units: { kind: 'round', a: 10, b: 10 }, rounds: { a: 10, b: 10 } },
  };
}

const crossed = (ratio: (store: string, operation: string) => number) =>
  ['x', 'y'].flatMap((store) =>
    [1e3, 1e4].flatMap((size) => ['get', 'put'].map((operation) => change(store, size, operation, 1, ratio(store, operation)))),
  );
const of = (changes: readonly CellChange[]) => ({ changes, notCompared: [], metrics: METRICS });

describe('what changed the same way everywhere', () => {
  it('is a line for each value of an axis all of whose figures agree', () => {
    expect(agreements(of(crossed((store, operation) => (operation === 'get' ? (store === 'x' ? 1.3 : 1.5) : 0.5))))).toEqual([
      'operation get: all 4 slower in B, 1.30x to 1.50x.',
      'operation put: all 4 faster in B, 2.00x.',
    ]);
  });

  it('is one line where everything agrees', () => {
    expect(agreements(of(crossed(() => 1.25)))).toEqual(['All 8 slower in B, 1.25x.']);
  });

  it('is nothing where one figure is not sure, and nothing where there are two', () => {
    const mixed = crossed((store) => (store === 'x' ? 1.3 : 0.5)).map((each, i) =>
      i % 4 === 0 ? { ...each, verdict: '~' as const } : each,
    );
    expect(agreements(of(mixed))).toEqual([]);
    expect(agreements(of(crossed(() => 1.3).slice(0, 2)))).toEqual([]);
  });
});

describe('names of compared cells', () => {
  it('are the values in which cells differ, with what a bare number counts', () => {
    const changes = [change('x', 1e3, 'get', 1, 1.2), change('y', 1e3, 'get', 8, 1.2)];
    const name = cellNames({ changes, notCompared: [{ cell: 'transfer:here:z:1KB:get:1', why: 'OnlyInA' }] });
    expect(changes.map(({ cell }) => name(cell))).toEqual(['x · streams 1', 'y · streams 8']);
    expect(name('transfer:here:z:1KB:get:1')).toBe('z · streams 1');
  });

  it('stay ids where these do not follow the axes, and no two cells get one name', () => {
    const odd = { ...change('x', 1e3, 'get', 1, 1.2), cell: 'my:own:name' };
    expect(cellNames({ changes: [odd], notCompared: [] })('my:own:name')).toBe('my:own:name');
    const all = crossed(() => 1.2);
    const name = cellNames({ changes: all, notCompared: [] });
    expect(new Set(all.map(({ cell }) => name(cell))).size).toBe(all.length);
  });
});
