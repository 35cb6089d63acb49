import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTS } from '../../../../lib/catalog/hosts.ts';
import { pairEntry } from '../../../../lib/catalog/lookup.ts';
import { PAIRS } from '../../../../lib/catalog/pairs.ts';
import { PRESETS } from '../../../../lib/catalog/presets.ts';
import { SIZES } from '../../../../lib/catalog/sizes.ts';
import { STORES } from '../../../../lib/catalog/stores.ts';
import { SUBSTITUTES } from '../../../../lib/catalog/substitutes.ts';
import { type Cell, rowKey } from '../../../../lib/domain/cell.ts';
import type { Selection } from '../../../../lib/domain/scenario.ts';
import { transferPlan } from '../../../../lib/scenarios/transfer/plan.ts';

const preset = (id: string): Selection => PRESETS.find((entry) => entry.id === id)?.selection as Selection;
const count = (cells: readonly Cell[], where: (cell: Cell) => boolean) => cells.filter(where).length;

describe('the wish', () => {
  const cells = transferPlan.expand(preset('wish'));
  const measurable = cells.filter((cell) => !cell.impossible);
  // Six sizes up to 10 MB, each read and written over fresh and reused connections; two larger ones in 1, 8 and 16 streams.
  const small = 6 * 2 * 2;
  const bulk = 2 * 2 * 3;
  const awsHosts = 6 + 3;

  it('holds exactly what was asked for, counted by hand', () => {
    const aws = 3 * awsHosts * (3 * (small + bulk) + small);
    const metal = 3 * 3 * 2 * (small + bulk);
    expect(aws).toBe(3564);
    expect(metal).toBe(648);
    expect(measurable).toHaveLength(aws + metal);
    expect(cells.length - measurable.length).toBe(3 * awsHosts * bulk + metal);
  });

  it.each([
    ['s3', 3 * awsHosts * (small + bulk)],
    ['wasabi', (3 * awsHosts + 3 * 3) * (small + bulk)],
    ['b2', (3 * awsHosts + 3 * 3) * (small + bulk)],
    ['dynamodb', 3 * awsHosts * small],
  ])('measures %s in %i cells', (store, expected) => {
    expect(count(measurable, ({ axes }) => axes.store === store)).toBe(expected);
  });

  it('measures every pair with every host that stands there', () => {
    for (const pair of ['aws-frankfurt', 'aws-virginia', 'aws-oregon'])
      expect(count(measurable, (cell) => cell.pair === pair)).toBe(awsHosts * (3 * (small + bulk) + small));
    for (const pair of ['packet-amsterdam', 'packet-ashburn', 'packet-losangeles'])
      expect(count(measurable, (cell) => cell.pair === pair)).toBe(3 * 2 * (small + bulk));
  });

  it('has no cell twice', () => {
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  });

  it('keeps DynamoDB beyond 10 MB and the retired plans, each with its reason', () => {
    const impossible = cells.filter((cell) => cell.impossible);
    expect(count(impossible, (cell) => cell.axes.store === 'dynamodb' && Number(cell.axes.size) > 10_000_000)).toBe(
      3 * awsHosts * bulk,
    );
    for (const plan of ['t1.small.x86', 'c1.small.x86', 'n2.xlarge.x86']) {
      const reasons = new Set(impossible.filter(({ axes }) => axes.host === plan).map((cell) => cell.impossible));
      expect(reasons.size).toBe(1);
      const substitute = SUBSTITUTES.find(({ asked }) => asked === plan)?.substitute as string;
      expect([...reasons][0]).toContain('2026-06-30');
      expect([...reasons][0]).toContain(substitute);
      expect(count(measurable, (cell) => cell.substitutes === plan && cell.axes.host === substitute)).toBe(
        3 * 2 * (small + bulk),
      );
    }
  });

  it('names cells by their axes, sizes as they are written', () => {
    expect(cells.map(({ id }) => id)).toContain('transfer:t3.nano:wasabi:eu-central-1:10KB:get:fresh:1');
    expect(cells.map(({ id }) => id)).toContain('transfer:lambda-1gb:b2:us-west-2:1GB:put:reused:16');
  });
});

describe('expanding any selection', () => {
  const hosts = HOSTS.map(({ id }) => id);
  const stores = STORES.map(({ id }) => id as string);
  const pairs = PAIRS.filter(({ id }) => id !== 'local').map(({ id }) => id as string);
  const some = <T>(values: readonly T[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: values.length });
  const selections: fc.Arbitrary<Selection> = fc.record({
    scenario: fc.constant('transfer'),
    stores: some(stores),
    hosts: some(hosts),
    pairs: some(pairs),
    sizes: some([...SIZES.bytes, 1_500, 50_000_000]),
    operations: some(['get', 'put'] as const),
    connections: some(['fresh', 'reused'] as const),
    streams: some([1, 8, 16]),
    rounds: fc.constant(6),
    seed: fc.constant(1),
  });

  it('loses nothing: measurable and impossible cells are the whole product', () => {
    fc.assert(
      fc.property(selections, (selection) => {
        const smallSizes = selection.sizes.filter((size) => size <= 10_000_000).length;
        const bulkSizes = selection.sizes.length - smallSizes;
        const transfers =
          selection.operations.length * (smallSizes * selection.connections.length + bulkSizes * selection.streams.length);
        let expected = 0;
        for (const id of selection.pairs) {
          const pair = pairEntry(id);
          const here = HOSTS.filter((host) => selection.hosts.includes(host.id) && pair?.hosts.includes(host.kind));
          const standing = new Set(here.flatMap((host) => [host.id, ...(host.retired ? [substituteOf(host.id)] : [])]));
          expected += standing.size * selection.stores.filter((store) => pair?.stores && store in pair.stores).length * transfers;
        }
        const cells = transferPlan.expand(selection);
        expect(cells).toHaveLength(expected);
        expect(new Set(cells.map(({ id }) => id)).size).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('makes rows whose cells differ in one axis only', () => {
    fc.assert(
      fc.property(selections, fc.constantFrom('store', 'host'), (selection, compared) => {
        for (const row of Map.groupBy(transferPlan.expand(selection), (cell) => rowKey(cell, compared)).values()) {
          const first = row[0] as Cell;
          for (const cell of row)
            for (const [axis, value] of Object.entries(cell.axes))
              expect(axis === compared || value === first.axes[axis]).toBe(true);
          expect(new Set(row.map(({ axes }) => axes[compared])).size).toBe(row.length);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('a composite object', () => {
  const selection: Selection = { ...preset('quick'), sizes: [390_000, 390_001, 1_000_000] };
  const items = transferPlan.expand(selection).filter(({ axes }) => axes.store === 'dynamodb');

  it('is noted with its number of items from the first byte above one item', () => {
    const notes = new Map(items.map((cell) => [cell.axes.size, cell.note]));
    expect(notes.get(390_000)).toBeUndefined();
    expect(notes.get(390_001)).toContain('2 items');
    expect(notes.get(1_000_000)).toBe('3 items, never ranked against single objects');
  });

  it('shares no row with single objects', () => {
    const rows = Map.groupBy(transferPlan.expand(selection), (cell) => rowKey(cell, 'store'));
    for (const row of rows.values()) expect(new Set(row.map(({ form }) => form)).size).toBe(1);
    expect([...rows.values()].some((row) => row.some(({ form }) => form === 'composite'))).toBe(true);
  });
});

describe('the unshaped stand-in for DynamoDB', () => {
  const cells = transferPlan.expand({ ...preset('local'), sizes: [1_000, 1_000_000] });

  it('shares no row with the shaped ones, and every cell of it says why', () => {
    for (const row of Map.groupBy(cells, (cell) => rowKey(cell, 'store')).values()) {
      const unshaped = row.filter(({ axes }) => axes.store === 'dynamodb-local');
      expect([0, row.length]).toContain(unshaped.length);
      for (const { note } of unshaped) expect(note).toContain('not shaped');
    }
  });

  it('is composite and unshaped at once where it takes several items', () => {
    const large = cells.find(({ axes }) => axes.store === 'dynamodb-local' && axes.size === 1_000_000);
    expect(large?.note).toMatch(/^3 items.*; not shaped/);
  });
});

describe('a selection by hand', () => {
  it('measures a host once that is named for itself and stands in for another', () => {
    const cells = transferPlan.expand({
      ...preset('wish'),
      hosts: ['m4-metal-small', 't1.small.x86'],
      pairs: ['packet-ashburn'],
    });
    const standing = cells.filter(({ axes }) => axes.host === 'm4-metal-small');
    expect(standing).toHaveLength(2 * 36);
    expect(standing.every(({ substitutes }) => substitutes === 't1.small.x86')).toBe(true);
  });

  it('lets any endpoint of the configuration join this machine', () => {
    const cells = transferPlan.expand({ ...preset('local'), stores: ['mine', 'wasabi'] });
    expect(new Set(cells.map(({ axes }) => axes.store))).toEqual(new Set(['mine', 'wasabi']));
    expect(cells.every(({ impossible }) => !impossible)).toBe(true);
  });

  it('may read large objects without writing them', () => {
    const cells = transferPlan.expand({ ...preset('wish'), bulkOperations: ['get'] });
    const bulk = cells.filter(({ axes }) => Number(axes.size) > 10_000_000);
    expect(new Set(bulk.map(({ axes }) => axes.operation))).toEqual(new Set(['get']));
    expect(cells.some(({ axes }) => axes.operation === 'put')).toBe(true);
  });

  it('may read objects of many items without writing them, and writes as large ones elsewhere', () => {
    const cells = transferPlan.expand({ ...preset('wish'), compositePutBytes: 1_000_000 });
    const largest = (store: string) =>
      Math.max(
        ...cells.filter(({ axes }) => axes.store === store && axes.operation === 'put').map(({ axes }) => Number(axes.size)),
      );
    expect(largest('dynamodb')).toBe(1_000_000);
    expect(largest('s3')).toBe(1_000_000_000);
  });
});

function substituteOf(host: string): string {
  return SUBSTITUTES.find(({ asked, when }) => asked === host && when === 'retired')?.substitute as string;
}
