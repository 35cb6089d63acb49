import { StoreFailed } from '../../domain/errors.ts';
import type { Table } from './table.ts';

/** Key, behind the prefix, of the item that says whose items these are. Written first, deleted last; it never expires. */
export const TABLE_MARKER = '.firstbyte-run';

const PASSES = 3;

/** The items a run may touch in a table of everybody: those whose key starts with its prefix. */
export interface ItemClaim {
  readonly table: Table;
  /** Ends with a slash. */
  readonly prefix: string;
  readonly run: string;
  /** What to do when the table is not there, as the end of a sentence. */
  readonly whenMissing: string;
}

/** Marks the run's part of the table. Repeatable. Throws StoreFailed when there is no table, or the part is not ours. */
export async function claimItems(mine: ItemClaim, touching: () => void): Promise<void> {
  const { table, prefix, run, whenMissing } = mine;
  if ((await table.status()) === undefined) throw new StoreFailed(`table ${table.name} does not exist: ${whenMissing}`);
  const owner = await ownerOf(mine);
  touching();
  if (owner === 'nobody') await table.write(prefix + TABLE_MARKER, run);
}

/** Deletes the run's items. Idempotent; throws StoreFailed before touching anything when they are not ours. */
export async function releaseItems(mine: ItemClaim): Promise<void> {
  const { table, prefix } = mine;
  if ((await table.status()) === undefined) return;
  if ((await ownerOf(mine)) === 'nobody') return;
  const marker = prefix + TABLE_MARKER;
  for (let pass = 0; pass < PASSES; pass++) {
    let others = 0;
    for await (const page of table.keys(prefix)) {
      const keys = page.filter((key) => key !== marker);
      await table.deleteKeys(keys);
      others += keys.length;
    }
    // A write that was still under way may have landed behind the scan: only a pass that finds nothing ends this.
    if (others === 0) return table.deleteKeys([marker]);
  }
  throw new StoreFailed(`${prefix} in table ${table.name} is still being written to: stop its hosts and remove it again`);
}

/** How many items there are. */
export async function itemsLeft({ table, prefix }: ItemClaim): Promise<Record<string, number>> {
  let items = 0;
  if ((await table.status()) !== undefined) for await (const page of table.keys(prefix)) items += page.length;
  return { items };
}

async function ownerOf({ table, prefix, run }: ItemClaim): Promise<'this run' | 'nobody'> {
  const owner = await table.read(prefix + TABLE_MARKER);
  if (owner === run) return 'this run';
  const where = `${prefix} in table ${table.name}`;
  if (owner !== undefined)
    throw new StoreFailed(`${where} belongs to another run (${owner.slice(0, 80)}): it is left alone; start a new run`);
  for await (const page of table.keys(prefix))
    if (page.length > 0)
      throw new StoreFailed(
        `${where} holds items but no marker of a run: it is left alone; remove it yourself, or start a new run`,
      );
  return 'nobody';
}
