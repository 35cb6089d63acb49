import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DYNAMODB_ENTRY, type DynamoDbStandInConfig } from '../../lib/adapters/local/dynamodb/config.ts';
import { standInStore } from '../../lib/adapters/local/stand-in-store.ts';
import { itemStore } from '../../lib/adapters/stores/item-store.ts';
import { objectStore } from '../../lib/adapters/stores/object-store.ts';
import type { StoreRecord } from '../../lib/domain/run.ts';
import type { Store } from '../../lib/pipeline/ports.ts';
import type { StoreSpec } from './store-specs.ts';

/** The region every stand-in claims to be in: signatures need one. */
export const STAND_IN_REGION = 'local-1';

const S3_ENTRY = fileURLToPath(new URL('../../lib/adapters/local/s3/main.ts', import.meta.url));

export interface StoresOf {
  readonly run: string;
  readonly seed: number;
  /** Where stand-ins keep data and logs. */
  readonly folder: string;
  readonly keys: Keys;
  readonly now: () => Date;
}

/** Keys of this run's stand-ins: made for it, worth nothing afterwards. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function standInKeys(): Keys {
  return {
    accessKeyId: `FBLOCAL${randomBytes(6).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  };
}

/** The store of a spec. Nothing is started or connected before its `open`. */
export function storeOf(spec: StoreSpec, record: StoreRecord, of: StoresOf): Store {
  const { run, now, keys } = of;
  if (spec.kind === 'endpoint') return objectStore({ ...spec.connection, record, run, now });
  const folder = join(of.folder, spec.id);
  if (spec.kind === 'items') {
    const client = (port: number) =>
      itemStore({ record, endpoint: `http://127.0.0.1:${port}`, region: STAND_IN_REGION, credentials: keys, run, now });
    return standInStore({ record, entry: DYNAMODB_ENTRY, config: { port: 0 } satisfies DynamoDbStandInConfig, folder, client });
  }
  const log = join(of.folder, `${spec.id}.log.ndjson`);
  const shape = {
    delayMs: spec.shape.delayMs,
    jitterMs: spec.shape.jitterMs,
    bytesPerSecond: spec.shape.bytesPerSecond,
    ...spec.varies,
    seed: of.seed,
  };
  const config = { port: spec.port ?? 0, folder, log, region: STAND_IN_REGION, ...keys, shape, faults: spec.faults };
  const client = (port: number) =>
    objectStore({
      record,
      endpoint: `http://127.0.0.1:${port}`,
      region: STAND_IN_REGION,
      ...keys,
      pathStyle: true,
      run,
      now,
      truthLog: log,
    });
  return standInStore({ record, entry: S3_ENTRY, config, folder, client });
}
