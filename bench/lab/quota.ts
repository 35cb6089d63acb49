import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { oneLine } from '../../lib/domain/errors.ts';

/** A control group whose processes get a share of one core. */
export interface Quota {
  /** The words that put a command into the group before it starts. */
  readonly wrap: readonly string[];
  /** Removes the group; its processes must have ended. */
  remove(): void;
}

/** Short beside a transfer, so that a share is a rate and not a burst; Lambda's own period is not documented. */
const PERIOD_US = 20_000;
const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';
const PREFIX = 'firstbyte-bench-';
const NAME = `${PREFIX}${process.pid}`;

/** The process enters the group by its own hand and then becomes the command. */
const entering = (folder: string): readonly string[] => ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$@"`, 'sh'];

/** Removes what an interrupted bench left; a group with processes in it stays. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(PREFIX))) {
    try {
      rmdirSync(`${folder}/${name}`);
    } catch {
      // Another bench is at work.
    }
  }
}

/** Makes that many groups, by version 1 or 2 of control groups; a line that says why not where neither may be written. */
export function makeQuotas(share: number, count: number): readonly Quota[] | string {
  const quotaUs = String(Math.round(share * PERIOD_US));
  const made: Quota[] = [];
  const makeAll = (root: string, settings: Readonly<Record<string, string>>): readonly Quota[] => {
    sweep(root);
    for (let i = 0; i < count; i++) made.push(group(`${root}/${NAME}-${i}`, settings));
    return made;
  };
  try {
    if (existsSync(`${V1}/cpu.cfs_quota_us`))
      return makeAll(V1, { 'cpu.cfs_period_us': String(PERIOD_US), 'cpu.cfs_quota_us': quotaUs });
    if (existsSync(`${V2}/cgroup.controllers`)) {
      if (!readFileSync(`${V2}/cgroup.subtree_control`, 'utf8').includes('cpu'))
        writeFileSync(`${V2}/cgroup.subtree_control`, '+cpu');
      return makeAll(V2, { 'cpu.max': `${quotaUs} ${PERIOD_US}` });
    }
    return 'no control groups are mounted';
  } catch (error) {
    for (const each of made) each.remove();
    return `control groups cannot be written: ${oneLine(error)}`;
  }
}

function group(folder: string, settings: Readonly<Record<string, string>>): Quota {
  mkdirSync(folder);
  for (const [file, value] of Object.entries(settings)) writeFileSync(`${folder}/${file}`, value);
  return { wrap: entering(folder), remove: () => rmdirSync(folder) };
}
