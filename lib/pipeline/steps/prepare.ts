import { placeOf } from '../../domain/cell.ts';
import { contentBlock } from '../../domain/content.ts';
import { oneLine } from '../../domain/errors.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import type { Plan } from '../../domain/plan.ts';
import type { PreparedObject } from '../../domain/scenario.ts';
import { refuseWhenClosed, refuseWhenStopped } from '../lane.ts';
import type { Ports } from '../ports.ts';
import { RECORD } from '../run-records.ts';
import { SEEDING_AT_ONCE } from '../seeding.ts';
import type { PlaceState, Step } from '../step.ts';

/**
 * Opens the store of one place and writes the objects that are read there. A place that fails takes only its own cells down: this
 * throws only when its records cannot be written.
 */
export const prepare: Step<PlaceState, PlaceState> = async (ports, { run, place }) => {
  const plan = await RECORD.plan.need(ports.records);
  // An attempt that was cut off may have made its container: what a later one finds out must not hide that.
  const triedBefore = (await RECORD.store.read(ports.records, place)) !== undefined;
  await RECORD.store.write(ports.records, { id: place, state: 'opening', opened: triedBefore }, place);
  try {
    const written = await openAndFill(ports, plan, place);
    await RECORD.seeded.write(ports.records, written, place);
  } catch (error) {
    const opened = triedBefore || touchedOf(ports, place);
    await RECORD.store.write(ports.records, { id: place, state: 'failed', reason: oneLine(error), opened }, place);
    return { run, place };
  }
  await RECORD.store.write(ports.records, { id: place, state: 'ready', opened: true }, place);
  return { run, place };
};

/** When each object was written, milliseconds since 1970, by key. No writer is still at work when this has failed. */
async function openAndFill(ports: Ports, plan: Plan, place: string): Promise<Record<string, number>> {
  const store = ports.store(place);
  await refuseWhenStopped(ports);
  await refuseWhenClosed(ports);
  await store.open();
  const objects = objectsIn(ports, plan, place);
  const content = objects.length > 0 ? contentBlock(plan.selection.seed) : new Uint8Array(0);
  const written: Record<string, number> = {};
  await inParallel(objects, SEEDING_AT_ONCE, async (object) => {
    await refuseWhenStopped(ports);
    await store.seed({ ...object, content });
    written[object.key] = (store.seededAt?.(object.key) ?? ports.now()).getTime();
  });
  return written;
}

function objectsIn(ports: Ports, plan: Plan, place: string): readonly PreparedObject[] {
  const cells = plan.cells.filter((cell) => !cell.impossible && placeOf(cell) === place);
  return ports.scenario(plan.selection.scenario).objects(cells);
}

/** Whether anything may have been made there. A store that cannot even be named has made nothing. */
function touchedOf(ports: Ports, place: string): boolean {
  try {
    return ports.store(place).touched?.() ?? true;
  } catch {
    return false;
  }
}
