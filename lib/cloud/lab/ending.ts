import { Aws, Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { FINALIZER, JANITOR, MACHINE, SCHEDULE_GROUP, schedulerRole } from '../../domain/names.ts';
import { bundledFunction } from '../bundled-function.ts';
import { ARN } from '../permissions/arns.ts';
import { atDeadline } from '../permissions/ending.ts';
import { permissionsOf } from '../permissions/functions.ts';
import { roleOf } from '../permissions/permission.ts';
import type { Where } from '../permissions/storage.ts';
import { LONG } from './step-functions.ts';

const TIMEOUT = Duration.minutes(LONG.minutes);
/** Lambda tries a failed ending twice more within this; the deadline and the janitor follow. */
const AGAIN = { retries: 2, maxAge: Duration.hours(6) } as const;

/** What ends a run from outside the machine: the finalizer at its end and at its deadline, and the janitor every hour. */
export function endings(scope: Construct, where: Where, environment: Readonly<Record<string, string>>): void {
  const finalizer = bundledFunction(scope, 'Finalizer', {
    functionName: FINALIZER,
    description: 'firstbyte: ends a run from outside, and sees that nothing is left',
    entry: 'finalizer',
    memoryMb: LONG.memoryMb,
    timeout: TIMEOUT,
    permissions: permissionsOf(FINALIZER, where),
    environment,
    async: AGAIN,
  });
  new Rule(scope, 'ExecutionEnded', {
    description: 'firstbyte: an execution of the state machine is over, whatever way',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [ARN.machine(where.home, MACHINE)] },
    },
    targets: [new LambdaFunction(finalizer, { retryAttempts: 185, maxEventAge: Duration.hours(24) })],
  });
  const janitor = bundledFunction(scope, 'Janitor', {
    functionName: JANITOR,
    description: 'firstbyte: once an hour, ends what nothing else ended',
    entry: 'janitor',
    memoryMb: LONG.memoryMb,
    timeout: TIMEOUT,
    permissions: permissionsOf(JANITOR, where),
    environment,
    // The next hour is the retry.
    async: { retries: 0, maxAge: Duration.hours(1) },
  });
  new Rule(scope, 'EveryHour', {
    description: 'firstbyte: the hourly janitor',
    schedule: Schedule.rate(Duration.hours(1)),
    targets: [new LambdaFunction(janitor, { retryAttempts: 2, maxEventAge: Duration.hours(1) })],
  });
  deadlines(scope, where);
}

/** Where the guard makes a one-off schedule for each run, and what fires them: nobody else's schedules. */
function deadlines(scope: Construct, where: Where): void {
  new CfnScheduleGroup(scope, 'Deadlines', { name: SCHEDULE_GROUP });
  roleOf(scope, 'SchedulerRole', atDeadline(where), {
    roleName: schedulerRole(where.home),
    description: 'firstbyte: calls the finalizer at the deadline of a run',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': ARN.scheduleGroup(where.home, SCHEDULE_GROUP) },
      },
    }),
  });
}
