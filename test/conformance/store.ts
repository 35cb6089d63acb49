import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentBlock, contentSlices } from '../../lib/domain/content.ts';
import { StoreFailed } from '../../lib/domain/errors.ts';
import type { Store } from '../../lib/pipeline/ports.ts';
import { perform } from './perform.ts';

/** A service to run the suite against, and what the suite needs beyond the seam to put a store into trouble. */
export interface StoreUnderTest {
  /** A new instance, as another process would make it: the same run means the same container. */
  store(run: string): Store;
  /** Makes the run's container look like another run's. */
  disown(run: string): Promise<void>;
  /** Makes a container of the run's name that holds something, without a marker. */
  squat(run: string): Promise<void>;
  /** A store whose service nobody runs. */
  unreachable(): Store;
  stop(): Promise<void>;
}

const content = contentBlock(7);
const expected = (offset: number, bytes: number) => Buffer.concat([...contentSlices(content, offset, bytes)]);
const total = (left: Readonly<Record<string, number>>) => Object.values(left).reduce((sum, count) => sum + count, 0);

/** What every implementation of Store promises. */
export function storeConformance(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the promises of a Store`, () => {
    let service: StoreUnderTest;
    beforeAll(async () => {
      service = await make();
    });
    afterAll(() => service?.stop());

    it('opens again, from another process too', async () => {
      const store = service.store('reopened');
      await store.open();
      await store.open();
      await service.store('reopened').open();
      await store.close();
    });

    // 390,001 bytes is the first size that is composed of two items.
    it.each([1, 1_000, 100_000, 390_001, 1_000_000])('reads a seeded object of %d bytes back exactly', async (bytes) => {
      const store = service.store(`seed-${bytes}`);
      await store.open();
      await store.seed({ key: 'pool/00', bytes, offset: 12_345, content });
      const exchange = await store.sign({ operation: 'get', key: 'pool/00', bytes, offset: 12_345, streams: 1 });
      expect(exchange.bytes).toBe(bytes);
      expect(await perform(exchange, content)).toEqual(expected(12_345, bytes));
      await store.close();
    });

    it.each([1, 8])('reads back over %d streams what an exchange wrote', async (streams) => {
      const bytes = 1_000_003;
      const store = service.store(`written-${streams}`);
      await store.open();
      const put = await store.sign({ operation: 'put', key: 'put/a', bytes, offset: content.length - 7, streams });
      expect(put.parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes);
      await perform(put, content);
      // What many streams wrote is many objects: what was written as one is read as one or in ranges.
      if (streams === 1) {
        for (const ways of [1, 8]) {
          const get = await store.sign({ operation: 'get', key: 'put/a', bytes, offset: content.length - 7, streams: ways });
          expect(await perform(get, content)).toEqual(expected(content.length - 7, bytes));
        }
      }
      await store.close();
    });

    it('counts what is there, and nothing after it has closed', async () => {
      const store = service.store('counted');
      expect(total(await store.left())).toBe(0);
      await store.open();
      expect(total(await store.left())).toBeGreaterThan(0);
      await store.seed({ key: 'a', bytes: 10, offset: 0, content });
      await perform(await store.sign({ operation: 'put', key: 'b', bytes: 10, offset: 0, streams: 1 }), content);
      await store.close();
      expect(total(await store.left())).toBe(0);
      expect(total(await service.store('counted').left())).toBe(0);
    });

    it('closes twice, closes what was never opened, and opens again afterwards', async () => {
      const store = service.store('closed');
      await store.close();
      await store.open();
      await store.close();
      await store.close();
      await service.store('closed').close();
      await store.open();
      expect(total(await store.left())).toBeGreaterThan(0);
      await store.close();
    });

    it.each([
      ['of another run', 'disown'],
      ['without a marker', 'squat'],
    ] as const)('leaves a container %s alone, and says so', async (_, trouble) => {
      const run = `not-ours-${trouble}`;
      const store = service.store(run);
      if (trouble === 'disown') {
        await store.open();
        await store.seed({ key: 'kept', bytes: 10, offset: 0, content });
      }
      await service[trouble](run);
      const before = await store.left();
      await expect(store.open()).rejects.toThrow(StoreFailed);
      await expect(store.close()).rejects.toThrow(/left alone/);
      expect(await store.left()).toEqual(before);
      expect(total(before)).toBeGreaterThan(0);
    });

    it('fails by name and in one line when its service cannot be reached', async () => {
      const store = service.unreachable();
      for (const work of [() => store.open(), () => store.close(), () => store.left(), () => seedOne(store)]) {
        const error = await work().then(
          () => undefined,
          (reason: Error) => reason,
        );
        expect(error).toBeInstanceOf(StoreFailed);
        expect(error?.name).toBe('StoreFailed');
        expect(error?.message).toMatch(/refuses connections: check/);
        expect(error?.message).toContain(store.record.id);
        expect(error?.message).not.toContain('\n');
      }
    });
  });
}

function seedOne(store: Store): Promise<void> {
  return store.seed({ key: 'a', bytes: 10, offset: 0, content });
}
