import { readdir, rm } from 'node:fs/promises';
import { StoreFailed } from '../../domain/errors.ts';
import type { StoreRecord } from '../../domain/run.ts';
import type { Store } from '../../pipeline/ports.ts';
import { type Service, startService } from './service.ts';

export interface StandInOptions {
  readonly record: StoreRecord;
  /** The program of the child process and its configuration. */
  readonly entry: string;
  readonly config: unknown;
  /** The child's data, removed with it. */
  readonly folder: string;
  /** The store as its client sees it, once the child listens on a port. */
  readonly client: (port: number) => Store;
}

/** A store whose service is a child process of ours: it starts with `open`, ends with `close`, and may die in between. */
export function standInStore({ record, entry, config, folder, client }: StandInOptions): Store {
  let service: Service | undefined;
  let inner: Store | undefined;
  const opened = (): Store => {
    if (!inner) throw new StoreFailed(`${record.id} was never opened`);
    return inner;
  };
  return {
    record,
    async open() {
      if (!service) {
        const started = await startService(entry, config);
        service = started;
        // A service that dies takes its data with it: from then on only its folder can be left.
        started.exited.then(() => {
          service = undefined;
        });
        inner = client(started.port);
      }
      await opened().open();
    },
    // What a stand-in holds ends with it.
    touched: () => service !== undefined,
    seed: (object) => opened().seed(object),
    sign: (request) => opened().sign(request),
    async close() {
      // Held here, because a service that dies meanwhile is forgotten above.
      const ending = service;
      if (ending) {
        // What it holds dies with it: a service that cannot be emptied is ended all the same.
        await inner?.close().catch(() => {});
        await ending.stop();
      }
      await rm(folder, { recursive: true, force: true });
    },
    async left() {
      if (service) return { ...(await inner?.left().catch(() => ({}))), 'stand-in processes': 1 };
      const files = await readdir(folder, { recursive: true }).catch(() => []);
      return { 'stand-in processes': 0, 'stand-in files': files.length };
    },
    truth: async () => (await inner?.truth?.()) ?? [],
  };
}
