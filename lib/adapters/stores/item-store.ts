import { contentSlices } from '../../domain/content.ts';
import { StoreFailed } from '../../domain/errors.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import { itemSizes } from '../../domain/items.ts';
import type { Exchange, ItemPart } from '../../domain/order.ts';
import type { StoreRecord } from '../../domain/run.ts';
import type { StoreRequest } from '../../domain/scenario.ts';
import type { Store } from '../../pipeline/ports.ts';
import { tableName } from './container-name.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { endpointUrl } from './s3-endpoint.ts';
import { storeFailure } from './store-failure.ts';
import { connectTable, type DynamoDbEndpoint, type Table } from './table.ts';

/** Key of the item, and name of the tag, that say whose table this is. */
export const TABLE_MARKER = '.firstbyte-run';
export const TABLE_TAG = 'firstbyte-run';

/** Most requests of one exchange that are under way at a time. */
export const ITEMS_AT_ONCE = 8;

export interface ItemStoreOptions extends DynamoDbEndpoint {
  readonly record: StoreRecord;
  readonly run: string;
  readonly now: () => Date;
  readonly patience?: Patience;
}

/** A Store on DynamoDB or its stand-in. An object of more than 390,000 bytes is composed of several items. */
export function itemStore(options: ItemStoreOptions): Store {
  const { record, run, now, region, patience = PATIENCE } = options;
  const endpoint = options.endpoint ?? `https://dynamodb.${region}.amazonaws.com`;
  const { origin } = endpointUrl(endpoint);
  const name = tableName(run);
  const writtenAt = new Map<string, number>();
  let connected: Promise<Table> | undefined;
  let touched = false;

  const table = (): Promise<Table> => {
    connected ??= connectTable(options, name, patience);
    return connected;
  };
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw storeFailure(record.id, origin, error);
    });

  return {
    record,
    open: () =>
      explained(
        table().then((made) =>
          claim(made, run, () => {
            touched = true;
          }),
        ),
      ),
    touched: () => touched,
    async seed({ key, bytes, offset, content }) {
      const made = await table();
      const items = split(key, bytes, offset);
      await explained(inParallel(items, ITEMS_AT_ONCE, (item) => made.put(item.key, joined(content, item))));
      writtenAt.set(key, now().getTime());
    },
    async sign({ operation, key, bytes, offset }: StoreRequest): Promise<Exchange> {
      const parts = split(key, bytes, offset).map(
        (item): ItemPart => ({ kind: 'item', operation, endpoint, region, table: name, ...item }),
      );
      const written = operation === 'get' ? writtenAt.get(key) : undefined;
      const parallel = Math.min(ITEMS_AT_ONCE, parts.length);
      return { parts, parallel, bytes, ...(written === undefined ? {} : { writtenAt: written }) };
    },
    close: () =>
      explained(table().then((made) => release(made, run))).finally(async () => {
        (await connected)?.disconnect();
        connected = undefined;
      }),
    left: () => explained(table().then(async (made) => ({ tables: (await made.status()) === undefined ? 0 : 1 }))),
  };
}

async function claim(table: Table, run: string, touching: () => void): Promise<void> {
  let status = await table.status();
  touching();
  if (status === 'DELETING') {
    await table.remove();
    status = undefined;
  }
  if (status === undefined) await table.create({ name: TABLE_TAG, value: run });
  else await mustBeOurs(table, run);
  await table.usable();
  await table.write(TABLE_MARKER, run);
}

async function release(table: Table, run: string): Promise<void> {
  const status = await table.status();
  if (status === undefined) return;
  // A table on its way out answers no questions any more; it is only waited for.
  if (status !== 'DELETING') await mustBeOurs(table, run);
  await table.remove();
}

/** The tag is there from the table's first moment, the item wherever a stand-in knows no tags. */
async function mustBeOurs(table: Table, run: string): Promise<void> {
  const owner = (await table.tag(TABLE_TAG)) ?? (await table.read(TABLE_MARKER));
  if (owner === run) return;
  const whose = owner === undefined ? 'has no marker of a run' : `belongs to another run (${owner.slice(0, 80)})`;
  throw new StoreFailed(`table ${table.name} ${whose}: it is left alone; start a new run`);
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
