import { describeExecution, stopExecution } from '../../lib/adapters/aws/execution.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import type { RunAtHome } from './run-at-home.ts';

const REASON = 'stopped with npm start -- --stop';

/**
 * Asks a run to end: its lanes stop after the step under way, page and removal follow. Asked once more, or with `now`, the execution
 * itself is stopped and the finalizer does the rest. Returns what will happen, one line.
 */
export async function stopRun({ clients, deployment, run, records }: RunAtHome, now: boolean): Promise<string> {
  const sfn = clients.sfn(deployment.home);
  const execution = await describeExecution(sfn, deployment, run);
  if (!execution) throw new BadInput(`there is no run ${run}: npm start -- --attach shows the latest.`);
  if (execution.status !== 'RUNNING') return `run ${run} is over (${execution.status}): nothing to stop`;
  const before = await RECORD.stop.read(records);
  if (!before) await RECORD.stop.write(records, { reason: REASON });
  if (!before && !now)
    return `run ${run} ends after the step under way, then its page is made and everything removed; once more stops it at once`;
  await stopExecution(sfn, deployment, run, REASON);
  return `run ${run} is stopped; the finalizer makes its page and removes everything: npm start -- --attach ${run}`;
}
