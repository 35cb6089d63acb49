import type { Ending } from '../../lib/adapters/aws/ending.ts';
import { type Executions, finalize } from '../../lib/adapters/aws/finalize.ts';
import { janitor } from '../../lib/adapters/aws/janitor.ts';
import { runMachine } from '../../lib/adapters/local/engine.ts';
import { synthesizeDefinition } from '../../lib/cloud/definition.ts';
import { NamedError } from '../../lib/domain/errors.ts';
import { selectionFrom } from '../../lib/pipeline/planning/select.ts';
import type { Ports } from '../../lib/pipeline/ports.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { salvage } from '../../lib/pipeline/salvage.ts';
import { STEP_NAMES, type StepName } from '../../lib/pipeline/step-names.ts';
import { teardown } from '../../lib/pipeline/steps/teardown.ts';
import { STEPS } from '../../lib/pipeline/steps.ts';
import { type Effect, type Invocation, remains, removed, type TinyCloud, tinyCloud, type Way } from './tiny-cloud.ts';

/** What happens at a step. */
export const FAULTS = [
  'throws',
  'times out',
  'is throttled',
  'returns garbage',
  'is killed after its effect',
  'runs while the execution is stopped',
  'runs while the machine times out',
  'runs on after a stop, finalizer down',
  'hangs',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What each step does to the world: where it dies. */
const EFFECT: Readonly<Record<StepName, Effect>> = {
  Plan: 'schedule',
  Prepare: 'container',
  StartCrew: 'instance',
  PollCrew: 'record',
  SendOrder: 'order',
  PollOrder: 'poll',
  StopCrew: 'removal',
  Summarise: 'record',
  Publish: 'page',
  Teardown: 'removal',
};

export interface Troubles {
  readonly step?: StepName;
  readonly fault?: Fault;
  /** Ways that do not work in this run. */
  readonly without?: readonly Way[];
  /** Right before this effect, after the step's last look at the run, the execution is stopped and all is swept; then it goes on, or dies. */
  readonly race?: { readonly before: 'instance' | 'container'; readonly step: 'lives' | 'dies' };
  readonly refusesToTerminate?: boolean;
  /** The user asks the run to stop while orders are under way, as `npm start -- --stop` does. */
  readonly stoppedByUser?: boolean;
  /** Ten minutes after the end, a probe that still ran writes where the run's container was. */
  readonly lateWrite?: boolean;
}

/** The only place of the run's cells. */
const PLACE = '8ms-240MBps';
const MACHINE = synthesizeDefinition();
const TICK_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
/** By then every way has had its turn many times. */
const LONGEST_MS = 30 * HOUR_MS;
/** Scheduler gives up a target that fails after this long (schedule-guard.ts). */
const SCHEDULE_RETRIES_MS = 6 * HOUR_MS;
const FUNCTION_LIMIT_MS = 15 * 60_000;

export interface Lived {
  readonly cloud: TinyCloud;
  readonly left: readonly string[];
  /** How Step Functions saw it end. */
  readonly status: string;
  /** The way that removed the last thing; undefined where nothing was ever made. */
  readonly lastResort: Way | undefined;
}

/** One run on the real machine with one trouble, and then as much time as all ways need. */
export async function liveThrough(troubles: Troubles): Promise<Lived> {
  const cloud = tinyCloud('20261121-120000-test');
  cloud.refusesToTerminate = troubles.refusesToTerminate ?? false;
  if (troubles.stoppedByUser) {
    cloud.agent = 'slow';
    cloud.onOrder = () => void cloud.texts.set(RECORD.stop.key(), JSON.stringify({ reason: 'stopped by its user' }));
  }
  const execution: { status: string; cause?: string } = { status: 'RUNNING' };
  const off = (way: Way) => troubles.without?.includes(way) ?? false;
  const finalizerDown = troubles.fault?.endsWith('finalizer down') ?? false;
  const executions: Executions = {
    status: async () => ({ ...execution }),
    stop: async () => void (execution.status === 'RUNNING' && Object.assign(execution, { status: 'ABORTED' })),
  };
  const by = async (way: Way, work: () => Promise<void>) => {
    const before = cloud.way;
    if (off(way)) return;
    cloud.way = way;
    // What it throws is for the alarm of its function; what is left is seen from outside.
    await work().catch(() => {});
    cloud.way = before;
  };
  const end = (run: Ports, why: Ending['why']) => finalize(run, { run: run.run, why }, { executions, salvage, teardown });
  const finalizer = async (why: Ending['why']) => {
    if (finalizerDown) throw new NamedError('ServiceException', 'the finalizer cannot be started');
    await end(cloud.ports(), why);
  };
  let heard = false;
  // The rule fires once; its function is tried three times until it does not throw.
  const rule = async () => {
    for (let attempt = 0; attempt < 3 && !heard; attempt++)
      await by('rule', async () => {
        await finalizer(execution.status as Ending['why']);
        heard = true;
      });
  };
  const stopNow = async (status: 'ABORTED' | 'TIMED_OUT', swept: boolean) => {
    execution.status = status;
    if (swept) await rule();
  };

  const steps = stepsOf(cloud, troubles, execution, {
    stopNow,
    deadline: () => by('deadline', () => fire(cloud, finalizer)),
  });
  await RECORD.request.write(cloud.ports().records, requestOf(cloud));
  const ended = await runMachine(MACHINE, steps, cloud.run);
  if (execution.status === 'RUNNING')
    Object.assign(execution, { status: ended.status, ...(ended.error && { cause: ended.error.message }) });
  await rule();

  const endOfRun = cloud.now.getTime();
  while (cloud.now.getTime() < endOfRun + LONGEST_MS) {
    cloud.now = new Date(cloud.now.getTime() + TICK_MS);
    if (troubles.lateWrite && cloud.now.getTime() === endOfRun + TICK_MS) cloud.containers.add(PLACE);
    if (cloud.deadline !== undefined && cloud.deadline <= cloud.now.getTime()) await by('deadline', () => fire(cloud, finalizer));
    await by('host', async () => endExpired(cloud));
    if (cloud.now.getTime() % HOUR_MS === 0) await by('janitor', () => clean(cloud, executions, end));
  }
  const lastResort = cloud.removals.at(-1)?.way;
  return { cloud, left: remains(cloud), status: execution.status, lastResort };
}

/** The schedule goes once its target has answered, or when Scheduler gives up. */
async function fire(cloud: TinyCloud, finalizer: (why: 'deadline') => Promise<void>): Promise<void> {
  const at = cloud.deadline;
  if (at === undefined) return;
  const gone = () => cloud.deadline === at && Object.assign(cloud, { deadline: undefined });
  try {
    await finalizer('deadline');
    gone();
  } catch (error) {
    if (cloud.now.getTime() - at > SCHEDULE_RETRIES_MS) gone();
    throw error;
  }
}

function endExpired(cloud: TinyCloud): void {
  for (const [id, { expires }] of cloud.instances)
    if (expires <= cloud.now.getTime()) {
      cloud.instances.delete(id);
      removed(cloud, id);
    }
}

async function clean(
  cloud: TinyCloud,
  executions: Executions,
  end: (ports: Ports, why: 'janitor') => Promise<void>,
): Promise<void> {
  await janitor({
    now: () => cloud.now,
    runs: async () => [cloud.run],
    records: () => cloud.ports().records,
    executions,
    finalize: () => end(cloud.ports(), 'janitor'),
    sweepers: [],
    deadlines: {
      runs: async () => (cloud.deadline === undefined ? [] : [cloud.run]),
      clear: async () => void Object.assign(cloud, { deadline: undefined }),
    },
  });
}

interface Interruptions {
  stopNow(status: 'ABORTED' | 'TIMED_OUT', swept: boolean): Promise<void>;
  deadline(): Promise<void>;
}

/** The real steps as the machine's functions, one of them in trouble every time it is called. */
function stepsOf(
  cloud: TinyCloud,
  { step: troubled, fault, race }: Troubles,
  execution: { readonly status: string },
  { stopNow, deadline }: Interruptions,
): Record<string, (input: unknown) => Promise<unknown>> {
  let calls = 0;
  const invoke = (step: StepName, input: unknown, invocation?: Invocation) =>
    (STEPS[step] as (ports: Ports, input: unknown) => Promise<unknown>)(cloud.ports(invocation), input);

  async function inTrouble(step: StepName, input: unknown): Promise<unknown> {
    calls++;
    switch (fault) {
      case 'throws':
        throw new NamedError('Broken', `${step} is broken`);
      case 'times out': {
        // It gets as far as the first thing it writes down.
        await invoke(step, input, { alive: true, diesAfter: 'record' }).catch(() => {});
        cloud.now = new Date(cloud.now.getTime() + FUNCTION_LIMIT_MS);
        throw new NamedError('Sandbox.Timedout', `${step}: Task timed out after 900.00 seconds`);
      }
      case 'is throttled':
        if (calls <= 2) throw new NamedError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
        return invoke(step, input);
      case 'returns garbage':
        await invoke(step, input);
        return '<html>not what was agreed</html>';
      case 'is killed after its effect': {
        const invocation: Invocation = { alive: true, diesAfter: EFFECT[step] };
        const answer = await invoke(step, input, invocation).catch((error: unknown) => error);
        if (!invocation.alive) throw new NamedError('Runtime.ExitError', `${step} was killed`);
        return answer;
      }
      case 'runs while the execution is stopped':
        // The worst order: all is swept before the function does what it does.
        await stopNow('ABORTED', true);
        return invoke(step, input);
      case 'runs while the machine times out':
        await invoke(step, input);
        return stopNow('TIMED_OUT', false);
      case 'runs on after a stop, finalizer down':
        await stopNow('ABORTED', false);
        return invoke(step, input);
      case 'hangs':
        cloud.now = new Date(Math.max(cloud.deadline ?? 0, cloud.now.getTime()));
        await deadline();
        // Without a deadline yet, its function's limit ends it.
        throw new NamedError('Sandbox.Timedout', `${step}: Task timed out after 900.00 seconds`);
      default:
        return invoke(step, input);
    }
  }

  function raced(step: StepName, input: unknown, { before, step: after }: NonNullable<Troubles['race']>): Promise<unknown> {
    const work = () => stopNow('ABORTED', true);
    return invoke(step, input, { alive: true, before: { effect: before, work }, ...(after === 'dies' && { diesAfter: before }) });
  }

  const called = (step: StepName) => async (input: unknown) => {
    // Nothing more is entered of an execution that is over.
    if (execution.status !== 'RUNNING') throw new NamedError('Over', 'the execution is over');
    if (race && EFFECT[step] === race.before) return raced(step, input, race);
    return step === troubled ? inTrouble(step, input) : invoke(step, input);
  };
  return Object.fromEntries(STEP_NAMES.map((step) => [step, called(step)]));
}

function requestOf({ run, now }: TinyCloud) {
  const selection = selectionFrom('local', {
    stores: [PLACE],
    sizes: ['1KB', '100MB'],
    operations: ['get'],
    connections: ['fresh'],
    streams: [1],
    rounds: 2,
  });
  return { run, preset: 'local', selection, stores: [], skipped: [], startedAt: now.toISOString(), version: '0.0.0' };
}
