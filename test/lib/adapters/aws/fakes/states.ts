import { json, refused, type Service } from './account.ts';

export interface FakeExecution {
  readonly run: string;
  readonly input: string;
  status: string;
  error?: string;
  cause?: string;
}

export interface FakeStates {
  readonly service: Service;
  /** Newest last. */
  readonly executions: FakeExecution[];
}

/** Step Functions with one machine whose executions do nothing until a test ends them; `deployed` false has no machine. */
export function fakeStates(deployed = true): FakeStates {
  const executions: FakeExecution[] = [];
  const runOf = (arn: unknown) => String(arn).split(':').at(-1);
  const actions: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>> = {
    StartExecution({ name, input }) {
      executions.push({ run: String(name), input: String(input), status: 'RUNNING' });
      return { executionArn: `arn:${name}`, startDate: 0 };
    },
    ListExecutions: ({ statusFilter }) => ({
      executions: executions
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .toReversed()
        .map(({ run, status }) => ({ executionArn: `arn:${run}`, stateMachineArn: 'arn', name: run, status, startDate: 0 })),
    }),
    DescribeExecution({ executionArn }) {
      const found = executions.find(({ run }) => run === runOf(executionArn));
      return found && { executionArn, stateMachineArn: 'arn', name: found.run, startDate: 0, ...found };
    },
    StopExecution({ executionArn, error, cause }) {
      const found = executions.find(({ run }) => run === runOf(executionArn));
      if (found?.status === 'RUNNING') Object.assign(found, { status: 'ABORTED', error, cause });
      return found && { stopDate: 0 };
    },
  };
  const service: Service = ({ action, input }) => {
    if (!deployed) return refused(400, action === 'DescribeExecution' ? 'ExecutionDoesNotExist' : 'StateMachineDoesNotExist');
    const answer = actions[action]?.(input);
    return answer === undefined ? refused(400, 'ExecutionDoesNotExist') : json(answer);
  };
  return { service, executions };
}
