import type { Store } from '../../pipeline/ports.ts';
import type { KeptPool } from './kept-pool.ts';

/** Where scenarios keep what is only read. */
const POOL = 'pool/';

/** A store whose objects to read outlive the run in a kept pool; everything else is the run's own, and goes with it. */
export function pooledStore(store: Store, pool: KeptPool): Store {
  const writtenAt = new Map<string, Date>();
  return {
    ...store,
    async open() {
      await store.open();
      await pool.open();
    },
    async seed(object) {
      if (!object.key.startsWith(POOL)) return store.seed(object);
      writtenAt.set(object.key, await pool.seed(object));
    },
    seededAt: (key) => writtenAt.get(key),
    sign: (request) => (request.operation === 'get' && request.key.startsWith(POOL) ? pool.sign(request) : store.sign(request)),
    close: () => store.close().finally(() => pool.disconnect()),
  };
}
