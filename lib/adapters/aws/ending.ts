import type { Deployment } from '../../domain/names.ts';
import { executionArn, machineArn } from './execution.ts';

/** How Step Functions says that an execution is over. */
const OVER = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** Why the finalizer was called for a run: its execution ended, its deadline came, or the janitor found it. */
export interface Ending {
  readonly run: string;
  readonly why: (typeof OVER)[number] | 'deadline' | 'janitor';
}

/**
 * Reads what called the finalizer: the event 'Step Functions Execution Status Change' of EventBridge, or `{run, reason}` of a
 * schedule or a person. Undefined for what is none of its business: child executions of a map, other machines, a start.
 */
export function endingOf(event: unknown, where: Pick<Deployment, 'account' | 'home'>): Ending | undefined {
  const { run, reason, detail } = (event ?? {}) as {
    readonly run?: unknown;
    readonly reason?: unknown;
    readonly detail?: Readonly<Record<'stateMachineArn' | 'executionArn' | 'name' | 'status', unknown>>;
  };
  if (typeof run === 'string') return isRun(run) ? { run, why: reason === 'deadline' ? 'deadline' : 'janitor' } : undefined;
  // A child execution of a Distributed Map names `<machine>/<map>` here.
  if (!detail || detail.stateMachineArn !== machineArn(where)) return undefined;
  const status = OVER.find((over) => over === detail.status);
  const { name } = detail;
  if (!status || typeof name !== 'string' || detail.executionArn !== executionArn(where, name)) return undefined;
  return isRun(name) ? { run: name, why: status } : undefined;
}

/** A run's id becomes part of keys and names: nothing else than a name may get in. */
const isRun = (run: string) => /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(run);
