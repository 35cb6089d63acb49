import {
  ActionAfterCompletion,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  FlexibleTimeWindowMode,
  paginateListSchedules,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type Deployment, deadlineSchedule, FINALIZER, SCHEDULE_GROUP, schedulerRole } from '../../domain/names.ts';
import type { Guard, Records } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';

/** A finalizer that cannot be reached is tried again for this long, and at most so often. */
const RETRY = { MaximumEventAgeInSeconds: 6 * 3600, MaximumRetryAttempts: 20 };

export interface ScheduleGuardOptions {
  readonly run: string;
  /** Of the home region. */
  readonly scheduler: SchedulerClient;
  readonly deployment: Pick<Deployment, 'account' | 'home'>;
  readonly records: Records;
  readonly now: () => Date;
}

/** A one-off schedule of EventBridge Scheduler that calls the finalizer, whatever became of the run. It deletes itself once it has fired. */
export function scheduleGuard({ run, scheduler, deployment, records, now }: ScheduleGuardOptions): Guard {
  const name = deadlineSchedule(run);
  return {
    async set(at) {
      const intent = { kind: 'schedule', region: deployment.home, name, at: now().toISOString() } as const;
      await RECORD.intent.write(records, intent, name);
      const schedule = {
        Name: name,
        GroupName: SCHEDULE_GROUP,
        ScheduleExpression: atExpression(at),
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: FlexibleTimeWindowMode.OFF },
        ActionAfterCompletion: ActionAfterCompletion.DELETE,
        Target: {
          Arn: `arn:aws:lambda:${deployment.home}:${deployment.account}:function:${FINALIZER}`,
          RoleArn: `arn:aws:iam::${deployment.account}:role/${schedulerRole(deployment.home)}`,
          Input: JSON.stringify({ run, reason: 'deadline' }),
          RetryPolicy: RETRY,
        },
      };
      try {
        await scheduler.send(new CreateScheduleCommand(schedule));
      } catch (error) {
        if (!named(error, 'ConflictException')) throw error;
        await scheduler.send(new UpdateScheduleCommand(schedule));
      }
    },
    clear: () => deleteSchedule(scheduler, name),
  };
}

/** Idempotent. */
export async function deleteSchedule(scheduler: SchedulerClient, name: string): Promise<void> {
  try {
    await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: SCHEDULE_GROUP }));
  } catch (error) {
    if (!named(error, 'ResourceNotFoundException')) throw error;
  }
}

/** Runs that have a deadline schedule. */
export async function scheduledRuns(scheduler: SchedulerClient): Promise<string[]> {
  const prefix = deadlineSchedule('');
  const runs: string[] = [];
  for await (const { Schedules = [] } of paginateListSchedules(
    { client: scheduler },
    { GroupName: SCHEDULE_GROUP, NamePrefix: prefix },
  ))
    runs.push(...Schedules.map(({ Name = '' }) => Name.slice(prefix.length)));
  return runs;
}

/** Scheduler takes whole seconds, and their zone beside them. Rounded up: never before the time asked for. */
export const atExpression = (at: Date): string =>
  `at(${new Date(Math.ceil(at.getTime() / 1000) * 1000).toISOString().slice(0, 19)})`;

const named = (error: unknown, name: string) => error instanceof Error && error.name === name;
