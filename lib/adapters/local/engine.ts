import { StateMachine } from 'aws-local-stepfunctions';
import { NamedError, oneLine } from '../../domain/errors.ts';

/** How long a Wait of the machine lasts on one machine, milliseconds: polling is a function call here. */
const WAIT_MS = 40;
/** What AWS lets a state hold; the engine itself has no limit. */
const STATE_BYTES = 256 * 1024;
/** And a pause before a Retry: on one machine a second try helps against a passing fault only. */
const RETRY_MS = 200;

export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** Name and cause of a failed execution. */
  readonly error?: { readonly name: string; readonly message: string };
}

interface States {
  readonly [name: string]: { readonly Type: string; readonly Resource?: string; readonly [field: string]: unknown };
}

/** Runs a definition on this machine. Tasks are calls of the step their Lambda is named for; waits are short. */
export async function runMachine(
  definition: Readonly<Record<string, unknown>>,
  steps: Readonly<Record<string, (input: unknown) => Promise<unknown>>>,
  run: string,
): Promise<Execution> {
  const handlers: Record<string, (input: unknown) => Promise<unknown>> = {};
  const waits: Record<string, number> = {};
  const retries: Record<string, number> = {};
  for (const [name, state] of allStates(definition)) {
    if (state.Type === 'Wait') waits[name] = WAIT_MS;
    if (state.Retry) retries[name] = RETRY_MS;
    if (state.Type === 'Task') handlers[name] = handlerOf(name, String(state.Resource), steps);
  }
  // Without an execution id the engine's own path error bypasses States.ALL, and Teardown would never run.
  const context = { Execution: { Id: run, Name: run, StartTime: new Date().toISOString(), Input: { run } } };
  const machine = new StateMachine(definition as never, { validationOptions: { checkArn: false } });
  try {
    const overrides = { taskResourceLocalHandlers: handlers, waitTimeOverrides: waits, retryIntervalOverrides: retries };
    await machine.run({ run }, { overrides, context } as never).result;
    return { status: 'SUCCEEDED' };
  } catch (error) {
    // The engine wraps what ended the execution, and keeps it as the cause.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: 'FAILED', error: { name: cause instanceof Error ? cause.name : 'Error', message: oneLine(cause) } };
  }
}

/** The step a task calls: the last part of its function's ARN. */
function handlerOf(state: string, resource: string, steps: Parameters<typeof runMachine>[1]) {
  const name = resource.split(':').at(-1) ?? '';
  const step = steps[name];
  if (!step) throw new NamedError('UnknownStep', `state ${state} calls ${resource}, which is no step`);
  // Through JSON, as between Lambdas: a step that relies on anything else fails here as well.
  return async (input: unknown) => {
    const text = JSON.stringify((await step(JSON.parse(JSON.stringify(input)))) ?? null);
    if (text.length > STATE_BYTES) throw new NamedError('States.DataLimitExceeded', `${state} answered ${text.length} bytes`);
    return JSON.parse(text) as unknown;
  };
}

function* allStates(node: unknown): Generator<[string, States[string]]> {
  if (node === null || typeof node !== 'object') return;
  for (const [field, value] of Object.entries(node)) {
    if (field === 'States') yield* Object.entries(value as States);
    yield* allStates(value);
  }
}
