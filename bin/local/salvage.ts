import type { Plan } from '../../lib/domain/plan.ts';
import type { Ports, Records } from '../../lib/pipeline/ports.ts';
import { readLines } from '../../lib/pipeline/read-lines.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { publish } from '../../lib/pipeline/steps/publish.ts';
import { summarise } from '../../lib/pipeline/steps/summarise.ts';

/** Makes a page of what a run had measured when it was cut off. Every block it had finished is in its records. */
export async function salvage(ports: Ports): Promise<string> {
  const plan = await RECORD.plan.need(ports.records);
  await endOpenLanes(ports.records, plan);
  await summarise(ports, { run: plan.run });
  const teardown = await RECORD.teardown.read(ports.records);
  if (teardown) await RECORD.run.write(ports.records, { ...(await RECORD.run.need(ports.records)), teardown });
  return (await publish(ports, { run: plan.run })).report;
}

/** A lane without an outcome was under way when the run was cut off. */
async function endOpenLanes(records: Records, plan: Plan): Promise<void> {
  for (const lane of plan.lanes) {
    if (await RECORD.outcome.read(records, lane.id)) continue;
    let done = 0;
    let milliseconds = 0;
    for await (const line of readLines(records, lane)) {
      if (line.kind === 'end') done++;
      if (line.kind === 'block') milliseconds += Number(line.wallMs);
    }
    const rounds = { planned: lane.rounds, done };
    const outcome = {
      id: lane.id,
      outcome: 'stopped',
      reason: 'the run was cut off',
      rounds,
      seconds: milliseconds / 1000,
    } as const;
    await RECORD.outcome.write(records, outcome, lane.id);
  }
}
