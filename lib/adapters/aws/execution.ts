import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Deployment, MACHINE } from '../../domain/names.ts';

/** An execution of the machine: its name is the run's id. */
export interface Execution {
  readonly run: string;
  readonly status: ExecutionStatus;
  /** Why it did not succeed, where AWS says so. */
  readonly error?: string;
  readonly cause?: string;
}

type Where = Pick<Deployment, 'account' | 'home'>;

export const machineArn = ({ account, home }: Where): string => `arn:aws:states:${home}:${account}:stateMachine:${MACHINE}`;
export const executionArn = ({ account, home }: Where, run: string): string =>
  `arn:aws:states:${home}:${account}:execution:${MACHINE}:${run}`;

/** Where a person watches it. */
export const consoleUrl = (where: Where, run: string): string =>
  `https://${where.home}.console.aws.amazon.com/states/home?region=${where.home}#/v2/executions/details/${executionArn(where, run)}`;

export async function startExecution(sfn: SFNClient, where: Where, run: string): Promise<void> {
  await sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn(where), name: run, input: JSON.stringify({ run }) }));
}

/** Undefined when there is no such execution. */
export async function describeExecution(sfn: SFNClient, where: Where, run: string): Promise<Execution | undefined> {
  try {
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn: executionArn(where, run) }));
    return {
      run,
      status: status ?? 'RUNNING',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  } catch (error) {
    if (absent(error)) return undefined;
    throw error;
  }
}

/** Runs under way, newest first; none where the machine is not deployed. */
export async function runningRuns(sfn: SFNClient, where: Where): Promise<string[]> {
  return listed(sfn, where, 'RUNNING');
}

/** The run that was started last, under way or over. */
export async function latestRun(sfn: SFNClient, where: Where): Promise<string | undefined> {
  return (await listed(sfn, where))[0];
}

/** Ends the execution at once; the finalizer takes over. Fine when it is over already. */
export async function stopExecution(sfn: SFNClient, where: Where, run: string, reason: string): Promise<void> {
  await sfn.send(new StopExecutionCommand({ executionArn: executionArn(where, run), error: 'Stopped', cause: reason }));
}

async function listed(sfn: SFNClient, where: Where, status?: ExecutionStatus): Promise<string[]> {
  try {
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({
        stateMachineArn: machineArn(where),
        maxResults: 100,
        ...(status ? { statusFilter: status } : {}),
      }),
    );
    return executions.flatMap(({ name }) => name ?? []);
  } catch (error) {
    if (absent(error)) return [];
    throw error;
  }
}

const absent = (error: unknown) =>
  error instanceof Error && /^(StateMachineDoesNotExist|ExecutionDoesNotExist)$/.test(error.name);
