import { join, resolve } from 'node:path';
import { folderPublisher } from '../../lib/adapters/local/folder-publisher.ts';
import { folderRecords } from '../../lib/adapters/local/folder-records.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Ports, Records, Store } from '../../lib/pipeline/ports.ts';
import { readLines } from '../../lib/pipeline/read-lines.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { publish } from '../../lib/pipeline/steps/publish.ts';
import { summarise } from '../../lib/pipeline/steps/summarise.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';

/** `firstbyte report <run>`: what a run that was cut off had measured, as a page. Every block it had finished is in its records. */
export async function report(folder: string): Promise<void> {
  const top = resolve(folder);
  const records = folderRecords(join(top, 'work', 'records'));
  const plan = await RECORD.plan.read(records);
  if (!plan) throw new BadInput(`${top} holds no unfinished run. A finished run has its report in index.html already.`);
  await endOpenLanes(records, plan);
  const ports: Ports = {
    run: plan.run,
    now: () => new Date(),
    records,
    publisher: folderPublisher(top),
    scenario: scenarioPlan,
    host: () => gone('host'),
    store: (id) => ({ record: { id, title: id, site: '', kind: 'gone' }, ...GONE }),
    leftovers: async () => ({}),
  };
  await summarise(ports, { run: plan.run });
  const written = await publish(ports, { run: plan.run });
  console.log(`report  ${written.report}\ndata    ${join(top, 'run.json')}`);
}

/** A lane without an outcome was under way when the run was cut off. */
async function endOpenLanes(records: Records, plan: Plan): Promise<void> {
  for (const lane of plan.lanes) {
    if (await RECORD.outcome.read(records, lane.id)) continue;
    let done = 0;
    let seconds = 0;
    for await (const line of readLines(records, lane))
      if (line.kind === 'end') {
        done++;
        seconds += Number(line.wallMs) / 1000;
      }
    const outcome = {
      id: lane.id,
      outcome: 'stopped',
      reason: 'the run was cut off',
      rounds: { planned: lane.rounds, done },
      seconds,
    } as const;
    await RECORD.outcome.write(records, outcome, lane.id);
  }
}

function gone(what: string): never {
  throw new BadInput(`the ${what} of this run is gone`);
}

const GONE: Omit<Store, 'record'> = {
  open: async () => gone('store'),
  seed: async () => gone('store'),
  sign: async () => gone('store'),
  close: async () => {},
  left: async () => ({}),
};
