import { NamedError, oneLine } from '../../domain/errors.ts';
import type { Ports } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';
import type { Ending } from './ending.ts';

/** What the machine's service says of a run's execution, and the one thing it can be asked. */
export interface Executions {
  /** Undefined when there is no such execution. */
  status(run: string): Promise<{ readonly status: string; readonly cause?: string } | undefined>;
  /** Ends it and its children at once. Fine when it is over already. */
  stop(run: string, cause: string): Promise<void>;
}

export interface Finalizing {
  readonly executions: Executions;
  /** Makes the page of what was measured; `reason` is said for every lane that has no outcome. */
  readonly salvage: (ports: Ports, reason: string) => Promise<unknown>;
  readonly teardown: (ports: Ports, state: { readonly run: string }) => Promise<{ readonly clean: boolean }>;
}

/**
 * Ends a run from outside, whatever state it is in: stops its execution, removes what it made, and sees that its page says why. Reads
 * the run's own records only. Repeated calls are fine. Throws when something is left or could not be done, so that the caller's
 * retries and alarms see it.
 */
export async function finalize(ports: Ports, { why }: Ending, { executions, salvage, teardown }: Finalizing): Promise<void> {
  const { run, records } = ports;
  const problems: string[] = [];
  const attempt = (what: Promise<unknown>) => what.catch((error) => void problems.push(oneLine(error)));

  const execution = await executions.status(run).catch((error) => void problems.push(oneLine(error)));
  if (why === 'SUCCEEDED' && (await nothingLeft(ports))) return;

  const reason = (await RECORD.stop.read(records))?.reason ?? reasonOf(why, execution ?? undefined);
  // Before anything is swept: a lane under way then starts and sends nothing more.
  if (why !== 'SUCCEEDED') await attempt(RECORD.stop.write(records, { reason }));
  if (execution?.status === 'RUNNING') await attempt(executions.stop(run, reason));

  // Removal first: what costs money must not wait for a page. It comes back by the run's guard where something may still be at work.
  await attempt(teardown(ports, { run }));
  if (await pageIsDue(ports)) await attempt(salvage(ports, reason));

  const proof = await RECORD.teardown.read(records);
  if (!proof || proof.total > 0 || proof.problems.length > 0)
    problems.push(...(proof?.problems ?? ['no proof of removal was written']), `${proof?.total ?? 'unknown'} things left`);
  if (problems.length > 0) throw new NamedError('SomethingLeft', `${run}: ${[...new Set(problems)].join('; ')}`);
}

/** After a run that ended well, its own proof and one more look at what carries its tag are enough. */
async function nothingLeft(ports: Ports): Promise<boolean> {
  const proof = await RECORD.teardown.read(ports.records);
  if (!proof || proof.total > 0 || proof.problems.length > 0) return false;
  return Object.values(await ports.leftovers()).every((count) => count === 0);
}

/** A run that had a plan gets a page. Where there is a summary already, Teardown has published it with its proof. */
async function pageIsDue({ records }: Ports): Promise<boolean> {
  return (await RECORD.plan.read(records)) !== undefined && (await RECORD.run.read(records)) === undefined;
}

function reasonOf(why: Ending['why'], execution: { readonly status: string; readonly cause?: string } | undefined): string {
  const status = why === 'janitor' && execution && execution.status !== 'RUNNING' ? execution.status : why;
  if (status === 'deadline') return 'the run was stopped at its deadline';
  if (status === 'ABORTED') return 'the execution was stopped';
  if (status === 'TIMED_OUT') return 'the execution reached its time limit';
  if (status === 'FAILED') return `the execution failed${execution?.cause ? `: ${causeLine(execution.cause)}` : ''}`;
  return 'the run was cut off';
}

/** The cause of a failed Lambda is JSON with a trace; any other is text. */
function causeLine(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (parsed && typeof parsed === 'object' && 'errorMessage' in parsed) return oneLine(String(parsed.errorMessage));
  } catch {
    // Not JSON: the text itself is the cause.
  }
  return oneLine(cause);
}
