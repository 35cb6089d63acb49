import { StoreFailed } from '../../domain/errors.ts';
import type { StoreRecord } from '../../domain/run.ts';
import type { Store } from '../../pipeline/ports.ts';

/**
 * A store that nothing can be asked of. `reason` says what to do. Closing it fails as well: had an earlier step keys and made something,
 * it is still there, and nobody can say otherwise.
 */
export function keylessStore(record: StoreRecord, reason: string): Store {
  const refuse = async (): Promise<never> => {
    throw new StoreFailed(reason);
  };
  return { record, open: refuse, touched: () => false, seed: refuse, sign: refuse, close: refuse, left: refuse };
}
