import { setTimeout as pause } from 'node:timers/promises';
import { describeExecution, stopExecution } from '../../../lib/adapters/aws/execution.ts';
import { NamedError } from '../../../lib/domain/errors.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import type { RunAtHome } from '../run-at-home.ts';

/** A lane stops after its step under way, which waits no longer than a poll; then page and removal follow. */
const ORDERLY_SECONDS = 15 * 60;
/** After that the execution is stopped, and the finalizer has to prove the removal. */
const FINALIZER_SECONDS = 20 * 60;
const LOOK_SECONDS = [1, 2, 3, 5] as const;

/**
 * Ends a run and waits until its removal is on record: in order first, because a step that is cut off may still make something.
 * Throws NotEnded.
 */
export async function endRun(at: RunAtHome, reason: string, say: (line: string) => void): Promise<void> {
  if (!(await RECORD.stop.read(at.records))) await RECORD.stop.write(at.records, { reason });
  say(`run ${at.run} is asked to end; its page and its removal follow`);
  if (await endedWithin(at, ORDERLY_SECONDS)) return;
  say(`run ${at.run} does not end by itself: it is stopped`);
  await stopExecution(at.clients.sfn(at.deployment.home), at.deployment, at.run, reason);
  if (!(await endedWithin(at, FINALIZER_SECONDS)))
    throw new NamedError('NotEnded', `run ${at.run} has no proof of removal after half an hour: run this again`);
}

async function endedWithin({ clients, deployment, run, records }: RunAtHome, seconds: number): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  for (let look = 0; performance.now() < end; look++) {
    const execution = await describeExecution(clients.sfn(deployment.home), deployment, run);
    if (execution?.status !== 'RUNNING' && (!execution || (await RECORD.teardown.read(records)))) return true;
    await pause(1000 * (LOOK_SECONDS[look] ?? 5));
  }
  return false;
}
