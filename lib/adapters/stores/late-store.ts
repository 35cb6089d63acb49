import type { StoreRecord } from '../../domain/run.ts';
import type { Store } from '../../pipeline/ports.ts';

/**
 * A store whose client is made when it is first used: most steps of a run touch no store, and should not ask for its keys. A failure to
 * make it is not kept: the next use tries again.
 */
export function lateStore(record: StoreRecord, make: () => Promise<Store>): Store {
  let making: Promise<Store> | undefined;
  let made: Store | undefined;
  const store = async (): Promise<Store> => {
    making ??= make();
    try {
      made = await making;
      return made;
    } catch (error) {
      making = undefined;
      throw error;
    }
  };
  return {
    record,
    open: async () => (await store()).open(),
    touched: () => made?.touched?.() ?? made !== undefined,
    seed: async (object) => (await store()).seed(object),
    seededAt: (key) => made?.seededAt?.(key),
    sign: async (request) => (await store()).sign(request),
    close: async () => (await store()).close(),
    left: async () => (await store()).left(),
  };
}
