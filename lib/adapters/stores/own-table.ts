import { StoreFailed } from '../../domain/errors.ts';
import { TABLE_MARKER } from './shared-table.ts';
import type { Table } from './table.ts';

/** Name of the tag that says whose table this is. */
export const TABLE_TAG = 'firstbyte-run';

/** Makes and marks the run's own table. Calls `touching` before anything is made. Repeatable. */
export async function claimTable(table: Table, run: string, touching: () => void): Promise<void> {
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

/** Removes the run's own table. Idempotent; throws StoreFailed before touching anything when it is not ours. */
export async function releaseTable(table: Table, run: string): Promise<void> {
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
