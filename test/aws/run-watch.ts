import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { deadlineSchedule, MACHINE, SCHEDULE_GROUP } from '../../lib/domain/names.ts';
import type { Command } from '../bin/command.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { clientOptions } from './bed.ts';
import { HOME } from './deployed.ts';
import { ACCOUNT } from './template.ts';
import { until } from './until.ts';

/** The id of the run a command has started. */
export async function runOf(command: Command): Promise<string> {
  const said = () => /^run (\S+)$/m.exec(command.stderr())?.[1] ?? '';
  return until(
    async () => said(),
    (run) => run !== '',
    60,
  );
}

/** Waits until the command has shown this. */
export async function shown(command: Command, text: RegExp, seconds = 60): Promise<void> {
  const last = async () => command.stderr().slice(-500);
  await until(last, () => text.test(command.stderr()), seconds);
}

const executionOf = (run: string) => `arn:aws:states:${HOME}:${ACCOUNT}:execution:${MACHINE}:${run}`;

export async function statusOf(emulator: Emulator, run: string): Promise<string | undefined> {
  const states = new SFNClient(clientOptions(emulator, HOME));
  return (await states.send(new DescribeExecutionCommand({ executionArn: executionOf(run) }))).status;
}

/** What a person does in the Step Functions console. */
export async function stopExecution(emulator: Emulator, run: string): Promise<void> {
  await new SFNClient(clientOptions(emulator, HOME)).send(new StopExecutionCommand({ executionArn: executionOf(run) }));
}

/** Moves a run's deadline into the past, as if its time were over. */
export async function expire(emulator: Emulator, run: string): Promise<void> {
  const scheduler = new SchedulerClient(clientOptions(emulator, HOME));
  const { Name, GroupName, Target, FlexibleTimeWindow, ActionAfterCompletion } = await scheduler.send(
    new GetScheduleCommand({ Name: deadlineSchedule(run), GroupName: SCHEDULE_GROUP }),
  );
  const past = new Date(Date.now() - 60_000).toISOString().slice(0, 19);
  await scheduler.send(
    new UpdateScheduleCommand({
      ...{ Name, GroupName, Target, FlexibleTimeWindow, ActionAfterCompletion },
      ...{ ScheduleExpression: `at(${past})`, ScheduleExpressionTimezone: 'UTC' },
    }),
  );
}
