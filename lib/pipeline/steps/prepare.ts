import { contentBlock } from '../../domain/content.ts';
import { oneLine } from '../../domain/errors.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import type { PreparedObject } from '../../domain/scenario.ts';
import { refuseWhenStopped } from '../lane.ts';
import type { Ports } from '../ports.ts';
import { RECORD } from '../run-records.ts';
import { SEEDING_AT_ONCE } from '../seeding.ts';
import type { RunState, Step } from '../step.ts';

/** Opens every store of the plan and writes the objects that are read. A store that fails takes only its own cells down. */
export const prepare: Step<RunState, RunState> = async (ports, state) => {
  const plan = await RECORD.plan.need(ports.records);
  const measurable = plan.cells.filter((cell) => !cell.impossible);
  const used = new Set(measurable.map((cell) => cell.axes.store).filter((store) => store !== undefined));
  const objects = ports.scenario(plan.selection.scenario).objects(measurable);
  const content = objects.length > 0 ? contentBlock(plan.selection.seed) : new Uint8Array(0);
  const ownObjects = (store: string) => objects.filter((object) => object.store === store);
  // Every store is let finish, so that nothing is still being made when a failure leads to Teardown.
  const prepared = await Promise.allSettled(
    [...used].map(String).map((store) => prepareStore(ports, store, ownObjects(store), content)),
  );
  const broken = prepared.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
  return state;
};

/** Throws only when its records cannot be written. */
async function prepareStore(ports: Ports, id: string, objects: readonly PreparedObject[], content: Uint8Array): Promise<void> {
  const store = ports.store(id);
  await RECORD.store.write(ports.records, { id, state: 'opening', opened: false }, id);
  try {
    await refuseWhenStopped(ports);
    await store.open();
    await inParallel(objects, SEEDING_AT_ONCE, async (object) => {
      await refuseWhenStopped(ports);
      await store.seed({ ...object, content });
    });
  } catch (error) {
    const opened = store.touched?.() ?? true;
    await RECORD.store.write(ports.records, { id, state: 'failed', reason: oneLine(error), opened }, id);
    return;
  }
  await RECORD.store.write(ports.records, { id, state: 'ready', opened: true }, id);
}
