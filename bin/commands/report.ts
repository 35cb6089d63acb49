import { join, resolve } from 'node:path';
import { folderPublisher } from '../../lib/adapters/local/folder-publisher.ts';
import { folderRecords } from '../../lib/adapters/local/folder-records.ts';
import { readTruthLog } from '../../lib/adapters/stores/truth-log.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Ports, Store } from '../../lib/pipeline/ports.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';
import { runnerOf } from '../local/run-folder.ts';
import { salvage } from '../local/salvage.ts';

/** `firstbyte report <run>`: what a run that was cut off had measured, as a page. */
export async function report(folder: string): Promise<void> {
  const top = resolve(folder);
  const work = join(top, 'work');
  const records = folderRecords(join(work, 'records'));
  const plan = await RECORD.plan.read(records);
  if (!plan) throw new BadInput(`${top} holds no unfinished run. A finished run has its report in index.html already.`);
  const runner = runnerOf(work);
  if (runner !== undefined)
    throw new BadInput(`${top} is still being measured by process ${runner}: wait for it, or end it first.`);
  const ports: Ports = {
    run: plan.run,
    now: () => new Date(),
    records,
    publisher: folderPublisher(top),
    scenario: scenarioPlan,
    host: () => gone('host'),
    store: (id) => ({
      record: { id, title: id, site: '', kind: 'gone' },
      ...GONE,
      truth: () => readTruthLog(join(work, 'stores', `${id}.log.ndjson`)),
    }),
    leftovers: async () => ({}),
  };
  const page = await salvage(ports);
  console.log(`report  ${page}\ndata    ${join(top, 'run.json')}`);
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
