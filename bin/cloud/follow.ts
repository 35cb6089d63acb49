import { setTimeout as pause } from 'node:timers/promises';
import { describeExecution, type Execution } from '../../lib/adapters/aws/execution.ts';
import { NamedError } from '../../lib/domain/errors.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { awsProblem } from './aws-errors.ts';
import type { RunAtHome } from './run-at-home.ts';
import { laneLines, lookAgain, newLines, type RunState, UNSEEN } from './run-state.ts';
import { stageDisplay } from './stage-display.ts';

/** Seconds between two looks: often at first, when something may go wrong at once, then as seldom as a step of a lane takes. */
const FIRST_LOOK_SECONDS = 0.5;
const LATER_LOOK_SECONDS = 5;
/** AWS may be out of reach for a while without the run noticing. */
const FAILED_LOOKS = 24;
/** From the end of an execution to the proof of removal: two Lambdas of at most 15 minutes, and retries between. */
const PROOF_SECONDS = 35 * 60;
/** The page of a run that was cut off follows its removal, or never comes: one Lambda makes it. */
const PAGE_SECONDS = 15 * 60;

/** How the watching ended: with the run, or before it. */
export type Followed = { readonly execution: Execution } | { readonly detached: string };

/** Shows a run until it is over and proved, or until `detach` is aborted with a reason. The run does not notice. */
export async function follow(at: RunAtHome, terminal: boolean, detach: AbortSignal): Promise<Followed> {
  const display = stageDisplay(terminal);
  const why = () => String(detach.reason ?? 'detached');
  let failed = 0;
  let seconds = FIRST_LOOK_SECONDS;
  let state = UNSEEN;
  let overAt: number | undefined;
  let problem: Error | undefined;
  display.enter('Plan');
  try {
    while (!detach.aborted) {
      try {
        const execution = await describeExecution(at.clients.sfn(at.deployment.home), at.deployment, at.run);
        if (!execution) throw new NamedError('RunMissing', `AWS knows no execution ${at.run}`);
        state = await shown(at, state, display, terminal);
        if (execution.status !== 'RUNNING') {
          overAt ??= performance.now();
          if (execution.status !== 'SUCCEEDED') problem ??= new Error(reasonOf(execution));
          else display.enter('Teardown');
          const over = (performance.now() - overAt) / 1000;
          if (over > PROOF_SECONDS || (await proved(at, execution, over))) return { execution };
          display.enter('Teardown');
        }
        failed = 0;
      } catch (error) {
        const line = awsProblem(error);
        if (line === undefined || ++failed >= FAILED_LOOKS || /expired|is over/.test(line)) {
          problem = new Error(line ?? 'the run cannot be watched');
          if (line === undefined) throw error;
          return { detached: line };
        }
      }
      await pause(seconds * 1000, undefined, { signal: detach }).catch(() => {});
      seconds = Math.min(seconds * 1.5, LATER_LOOK_SECONDS);
    }
    problem = new Error(why());
    return { detached: why() };
  } finally {
    await display.finish(problem);
  }
}

async function shown(
  { records }: RunAtHome,
  before: RunState,
  display: ReturnType<typeof stageDisplay>,
  terminal: boolean,
): Promise<RunState> {
  const now = await lookAgain(records, before);
  if (now.stage === 'Measure') display.enter('Measure');
  // Before the stage ends: the last lanes may all have ended since the last look.
  if (now.stage === 'Measure' || before.stage === 'Measure') display.show(terminal ? laneLines(now) : newLines(before, now));
  display.enter(now.stage);
  return now;
}

/** A run that did not end by itself gets its proof, and where it had a plan its page, from the finalizer. */
async function proved({ records }: RunAtHome, { status }: Execution, secondsOver: number): Promise<boolean> {
  if (!(await RECORD.teardown.read(records))) return false;
  if (status === 'SUCCEEDED' || secondsOver > PAGE_SECONDS || !(await RECORD.plan.read(records))) return true;
  return (await RECORD.run.read(records)) !== undefined;
}

/** Why an execution ended as it did, one line. A failed function's cause is JSON with a trace. */
export function reasonOf({ status, error, cause }: Execution): string {
  if (status === 'ABORTED') return cause ?? 'the execution was stopped';
  if (status === 'TIMED_OUT') return 'the execution reached its time limit';
  let said = cause;
  try {
    said = (JSON.parse(cause ?? '') as { readonly errorMessage?: string }).errorMessage ?? cause;
  } catch {
    // Plain text already.
  }
  return [error, said?.split('\n')[0]].filter(Boolean).join(': ') || 'the execution failed';
}
