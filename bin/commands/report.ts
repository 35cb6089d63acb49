import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { folderPublisher } from '../../lib/adapters/local/folder-publisher.ts';
import { folderRecords } from '../../lib/adapters/local/folder-records.ts';
import { bucketName } from '../../lib/adapters/stores/container-name.ts';
import { readTruthLog } from '../../lib/adapters/stores/truth-log.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { Ports, Store } from '../../lib/pipeline/ports.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { salvage } from '../../lib/pipeline/salvage.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';
import { EXIT } from '../exit-codes.ts';
import { pageAgain, pageBeside } from '../local/page-again.ts';
import { remarksOf } from '../local/remarks.ts';
import { runnerOf } from '../local/run-folder.ts';

/** `firstbyte report <run>`: what a run that was cut off had measured, as a page; a finished run's record, of any version, as today's page. */
export async function report(folder: string): Promise<void> {
  const top = resolve(folder);
  if (existsSync(top) && !statSync(top).isDirectory()) return pageAgain(top, pageBeside(top));
  const work = join(top, 'work');
  const records = folderRecords(join(work, 'records'));
  if (!existsSync(top)) throw new BadInput(`${top} does not exist: give the folder of a run, such as out/20261121-093000-ab12.`);
  const plan = await RECORD.plan.read(records);
  if (!plan && existsSync(join(top, 'run.json'))) return pageAgain(top, join(top, 'index.html'));
  if (!plan)
    throw new BadInput(
      `${top} holds nothing to make a report of: it has no run.json, and one that was cut off this early measured nothing.`,
    );
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
  const page = await salvage(ports, 'the run was cut off');
  const record = await RECORD.run.need(records);
  for (const line of [...remarksOf(record, []), ...(record.teardown ? [] : notRemoved(record))]) console.error(line);
  process.exitCode = EXIT.failedCells;
  console.log(`report  ${page}\ndata    ${join(top, 'run.json')}`);
}

/** Nobody removed what this run made: stand-ins ended with it, services of others did not. */
function notRemoved({ id: run, stores }: RunRecord): string[] {
  const others = stores.filter(({ kind, shape, failed, skipped }) => kind === 'object' && !shape && !failed && !skipped);
  return others.map(
    ({ id }) =>
      `${id} may still hold what the run made: bucket ${bucketName(run, id)}, or firstbyte/${run}/ in a bucket of yours`,
  );
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
