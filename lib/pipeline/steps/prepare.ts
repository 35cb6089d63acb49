import { contentBlock } from '../../domain/content.ts';
import { oneLine } from '../../domain/errors.ts';
import type { PreparedObject } from '../../domain/scenario.ts';
import type { Ports } from '../ports.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';

/** Objects written at once to one store: enough to hide its latency, few enough for a provider's fair use. */
const SEEDING_AT_ONCE = 8;

/** Opens every store of the plan and writes the objects that are read. A store that fails takes only its own cells down. */
export const prepare: Step<RunState, RunState> = async (ports, state) => {
  const plan = await RECORD.plan.need(ports.records);
  const measurable = plan.cells.filter((cell) => !cell.impossible);
  const used = new Set(measurable.map((cell) => cell.axes.store).filter((store) => store !== undefined));
  const objects = ports.scenario(plan.selection.scenario).objects(measurable);
  const content = objects.length > 0 ? contentBlock(plan.selection.seed) : new Uint8Array(0);
  await Promise.all(
    [...used].map((store) =>
      prepareStore(
        ports,
        String(store),
        objects.filter((object) => object.store === store),
        content,
      ),
    ),
  );
  return state;
};

async function prepareStore(ports: Ports, id: string, objects: readonly PreparedObject[], content: Uint8Array): Promise<void> {
  let opened = false;
  await RECORD.store.write(ports.records, { id, state: 'opening', opened }, id);
  try {
    const store = ports.store(id);
    await store.open();
    opened = true;
    const queue = [...objects];
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        if (await RECORD.stop.read(ports.records)) return;
        await store.seed({ ...next, content });
      }
    };
    await Promise.all(Array.from({ length: SEEDING_AT_ONCE }, worker));
    await RECORD.store.write(ports.records, { id, state: 'ready', opened }, id);
  } catch (error) {
    await RECORD.store.write(ports.records, { id, state: 'failed', reason: oneLine(error), opened }, id);
  }
}
