import type { Plan } from '../domain/plan.ts';
import type { Ports, Records } from './ports.ts';
import { readLines } from './read-lines.ts';
import { RECORD } from './run-records.ts';
import { publish } from './steps/publish.ts';
import { summarise } from './steps/summarise.ts';

/**
 * Makes a page of what a run had measured when it was cut off: every block it had finished is in its records. `reason` is what the
 * page says of the lanes that were under way, such as 'the execution was stopped'. Idempotent: a run that was summarised with every
 * lane at its end keeps its record. Returns where the page is. Throws RecordMissing for a run that was never planned.
 */
export async function salvage(ports: Ports, reason: string): Promise<string> {
  const plan = await RECORD.plan.need(ports.records);
  const ended = await endOpenLanes(ports.records, plan, reason);
  const before = await RECORD.run.read(ports.records);
  if (!before || ended > 0) await summarise(ports, { run: plan.run });
  const teardown = await RECORD.teardown.read(ports.records);
  if (teardown) await RECORD.run.write(ports.records, { ...(await RECORD.run.need(ports.records)), teardown });
  return (await publish(ports, { run: plan.run })).report;
}

/** A lane without an outcome was under way, or had not begun, when the run was cut off. Returns how many there were. */
async function endOpenLanes(records: Records, plan: Plan, reason: string): Promise<number> {
  let open = 0;
  for (const lane of plan.lanes) {
    if (await RECORD.outcome.read(records, lane.id)) continue;
    open++;
    let done = 0;
    let milliseconds = 0;
    for await (const line of readLines(records, lane)) {
      if (line.kind === 'end') done++;
      if (line.kind === 'block') milliseconds += Number(line.wallMs);
    }
    const rounds = { planned: lane.rounds, done };
    const seconds = milliseconds / 1000;
    await RECORD.outcome.write(records, { id: lane.id, outcome: 'stopped', reason, rounds, seconds }, lane.id);
  }
  return open;
}
