import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../../lib/catalog/presets.ts';
import type { Cell } from '../../../../lib/domain/cell.ts';
import { BLOCK_BYTES } from '../../../../lib/domain/content.ts';
import type { Selection } from '../../../../lib/domain/scenario.ts';
import { transferPlan } from '../../../../lib/scenarios/transfer/plan.ts';

const preset = (id: string): Selection => PRESETS.find((entry) => entry.id === id)?.selection as Selection;
const LOCAL = transferPlan.expand(preset('local'));
const WISH = transferPlan.expand(preset('wish')).filter((cell) => !cell.impossible);
const find = (cells: readonly Cell[], ...parts: string[]) =>
  cells.find(({ id }) => parts.every((part) => id.split(':').includes(part))) as Cell;

describe('a block', () => {
  it.each([
    ['1KB', 'reused', 2, 5],
    ['1MB', 'fresh', 1, 5],
    ['10MB', 'reused', 2, 2],
    ['10MB', 'fresh', 1, 2],
  ])('of %s over a %s connection on this machine has %i warm-ups and %i timed requests', (size, connection, warmups, timed) => {
    expect(transferPlan.block(find(LOCAL, size, connection))).toEqual({ warmups, timed });
  });

  it.each([
    ['1B', 'reused', 2, 10],
    ['100KB', 'fresh', 1, 10],
    ['1MB', 'reused', 2, 5],
    ['10MB', 'fresh', 1, 2],
    ['100MB', '8', 1, 2],
    ['1GB', '16', 1, 1],
  ])('of %s over %s in the cloud has %i warm-ups and %i timed requests', (size, axis, warmups, timed) => {
    expect(transferPlan.block(find(WISH, size, axis))).toEqual({ warmups, timed });
  });
});

describe('the requests of a block', () => {
  it('time every object of the pool in as many rounds as the pool has objects, whatever the size', () => {
    for (const cell of [...LOCAL, ...WISH.filter(({ axes }) => axes.host === 't3.nano')]) {
      if (cell.axes.operation !== 'get') continue;
      const pool = transferPlan.objects([cell]);
      const { warmups } = transferPlan.block(cell);
      const rounds = pool.map((_, round) => transferPlan.requests(cell, round).slice(warmups));
      expect(new Set(rounds.flat().map(({ key }) => key)).size, cell.id).toBe(pool.length);
    }
  });

  it('are as many as its warm-ups and timed requests', () => {
    for (const cell of LOCAL) {
      const { warmups, timed } = transferPlan.block(cell);
      expect(transferPlan.requests(cell, 0)).toHaveLength(warmups + timed);
    }
  });

  it('are the same whenever they are asked for', () => {
    for (const cell of LOCAL) expect(transferPlan.requests(cell, 3)).toEqual(transferPlan.requests(cell, 3));
  });

  it('read what was written before, at the offset it was written with', () => {
    const pool = new Map(transferPlan.objects(LOCAL).map((object) => [`${object.store} ${object.key}`, object]));
    for (const cell of LOCAL.filter(({ axes }) => axes.operation === 'get'))
      for (const { key, bytes, offset } of [0, 1, 2].flatMap((round) => transferPlan.requests(cell, round)))
        expect(pool.get(`${cell.axes.store} ${key}`)).toMatchObject({ bytes, offset });
  });

  it('reach every object of the pool over the rounds, none twice in one block', () => {
    const cell = find(LOCAL, '1KB', 'get');
    const rounds = Array.from({ length: 8 }, (_, round) => transferPlan.requests(cell, round).map(({ key }) => key));
    for (const keys of rounds) expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(rounds.flat()).size).toBe(32);
  });

  it('write to a key that no other cell, round or request of the store uses', () => {
    const puts = WISH.filter(({ axes }) => axes.operation === 'put');
    const keys = puts.flatMap((cell) =>
      [0, 9].flatMap((round) => transferPlan.requests(cell, round).map(({ key }) => `${cell.axes.store} ${key}`)),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('have write keys of one length, so that request heads do not differ', () => {
    const puts = WISH.filter(({ axes }) => axes.operation === 'put');
    expect(new Set(puts.flatMap((cell) => transferPlan.requests(cell, 0).map(({ key }) => key.length))).size).toBeLessThanOrEqual(
      2,
    );
  });

  it('take their content from many places of the block', () => {
    const offsets = transferPlan.objects(LOCAL).map(({ offset }) => offset);
    expect(Math.max(...offsets)).toBeLessThan(BLOCK_BYTES);
    expect(new Set(offsets).size).toBe(3 * 32 + 4);
  });
});

describe('the pool', () => {
  it.each([
    ['1KB', 32],
    ['1MB', 32],
    ['10MB', 4],
    ['100MB', 2],
  ])('of %s holds %i objects in each store', (size, expected) => {
    const s3 = WISH.filter(({ axes }) => axes.store === 's3' && axes.site === 'us-east-1');
    expect(transferPlan.objects(s3).filter(({ key }) => key.startsWith(`pool/${size}/`))).toHaveLength(expected);
  });

  it('is empty when nothing is read', () => {
    expect(transferPlan.objects(LOCAL.filter(({ axes }) => axes.operation === 'put'))).toEqual([]);
  });
});

describe('the metrics', () => {
  const speed = transferPlan.metrics.find(({ name }) => name === 'speed');
  const head = { v: 1, run: 'r', cell: 'c', round: 0, seq: 0, kind: 'timed', at: 0, error: null } as const;

  it('derive speed from bytes and total time, in bytes a second', () => {
    expect(speed?.derive?.({ ...head, bytes: 1_000_000, total: 250 })).toBe(4_000_000);
    expect(speed?.derive?.({ ...head, bytes: 1_000_000, total: null })).toBeUndefined();
  });

  it('are all named in samples, and views name only them', () => {
    const names = new Set(transferPlan.metrics.map(({ name }) => name));
    for (const name of ['ttfb', 'total', 'speed', 'connect', 'tls', 'dns', 'upload', 'body']) expect(names).toContain(name);
    for (const view of transferPlan.views) expect(names).toContain(view.metric);
  });
});
