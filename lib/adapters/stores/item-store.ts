import { contentSlices } from '../../domain/content.ts';
import { LONGEST_RUN_SECONDS } from '../../domain/deadline.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import { itemSizes } from '../../domain/items.ts';
import type { Exchange, ItemPart } from '../../domain/order.ts';
import type { StoreRecord } from '../../domain/run.ts';
import type { StoreRequest } from '../../domain/scenario.ts';
import type { Store } from '../../pipeline/ports.ts';
import { ownPrefix, tableName } from './container-name.ts';
import { claimTable, releaseTable } from './own-table.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { endpointUrl } from './s3-endpoint.ts';
import { claimItems, type ItemClaim, itemsLeft, releaseItems } from './shared-table.ts';
import { storeFailure } from './store-failure.ts';
import { connectTable, type DynamoDbEndpoint, type Table } from './table.ts';

/** Objects that are read may go by themselves after this: no run lasts longer, and a scan then has less to pass. */
const SEEDS_LAST_MS = (LONGEST_RUN_SECONDS + 24 * 3600) * 1000;

/** Most requests of one exchange that are under way at a time. */
export const ITEMS_AT_ONCE = 8;

export interface ItemStoreOptions extends DynamoDbEndpoint {
  readonly record: StoreRecord;
  readonly run: string;
  readonly now: () => Date;
  /** A table that somebody else made, in which the run works below a prefix of its own; without it the run makes a table. */
  readonly table?: string;
  /** What to do when that table is not there, as the end of a sentence. */
  readonly whenMissing?: string;
  readonly patience?: Patience;
}

/** A Store on DynamoDB or its stand-in. An object of more than 390,000 bytes is composed of several items. */
export function itemStore(options: ItemStoreOptions): Store {
  const { record, run, now, region, whenMissing = 'create it', patience = PATIENCE } = options;
  const endpoint = options.endpoint ?? `https://dynamodb.${region}.amazonaws.com`;
  const { origin } = endpointUrl(endpoint);
  const place = record.place ?? record.id;
  const name = options.table ?? tableName(run);
  const shared = options.table !== undefined;
  const prefix = shared ? ownPrefix(run, place) : '';
  let connected: Promise<Table> | undefined;
  let touched = false;
  const touching = () => {
    touched = true;
  };

  const connect = (): Promise<Table> => {
    connected ??= connectTable(options, name, patience);
    return connected;
  };
  const claimed = async (): Promise<ItemClaim> => ({ table: await connect(), prefix, run, whenMissing });
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw storeFailure(place, origin, error);
    });

  return {
    record,
    open: () =>
      explained(claimed().then((mine) => (shared ? claimItems(mine, touching) : claimTable(mine.table, run, touching)))),
    touched: () => touched,
    async seed({ key, bytes, offset, content }) {
      const table = await connect();
      const items = split(prefix + key, bytes, offset);
      const expiresAt = shared ? new Date(now().getTime() + SEEDS_LAST_MS) : undefined;
      await explained(inParallel(items, ITEMS_AT_ONCE, (item) => table.put(item.key, joined(content, item), expiresAt)));
    },
    async sign({ operation, key, bytes, offset }: StoreRequest): Promise<Exchange> {
      const parts = split(prefix + key, bytes, offset).map(
        (item): ItemPart => ({ kind: 'item', operation, endpoint, region, table: name, ...item }),
      );
      return { parts, parallel: Math.min(ITEMS_AT_ONCE, parts.length), bytes };
    },
    close: () =>
      explained(claimed().then((mine) => (shared ? releaseItems(mine) : releaseTable(mine.table, run)))).finally(async () => {
        (await connected)?.disconnect();
        connected = undefined;
      }),
    left: () => explained(claimed().then(shared ? itemsLeft : tablesLeft)),
  };
}

async function tablesLeft({ table }: ItemClaim): Promise<Record<string, number>> {
  return { tables: (await table.status()) === undefined ? 0 : 1 };
}

function split(key: string, bytes: number, offset: number): { key: string; bytes: number; offset: number }[] {
  let next = offset;
  return itemSizes(bytes).map((size, i) => {
    const item = { key: `${key}.${i}`, bytes: size, offset: next };
    next += size;
    return item;
  });
}

function joined(content: Uint8Array, { offset, bytes }: { offset: number; bytes: number }): Uint8Array {
  return Buffer.concat([...contentSlices(content, offset, bytes)], bytes);
}
