import { Aws } from 'aws-cdk-lib';
import { FINALIZER, MACHINE, runBucket, SCHEDULE_GROUP, schedulerRole, siteBucket } from '../../domain/names.ts';
import { ARN } from './arns.ts';
import type { Permission } from './permission.ts';
import type { Where } from './storage.ts';

/** Sets, moves and removes a run's deadline. */
export function guarding({ home }: Where): Permission[] {
  return [
    {
      actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule', 'scheduler:GetSchedule'],
      resources: [ARN.schedules(home, SCHEDULE_GROUP)],
      because: 'one schedule a run, in our own group',
    },
    {
      actions: ['iam:PassRole'],
      resources: [ARN.role(schedulerRole(home))],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ];
}

/** Finds deadlines that guard nothing any more. */
export function listingDeadlines({ home }: Where): Permission[] {
  return [
    {
      actions: ['scheduler:ListSchedules'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': home } },
      because: 'AWS knows no resources for this action',
    },
  ];
}

/** Unfinished uploads of records and pages: counted and aborted. */
export function abortingUploads({ home }: Where): Permission[] {
  const buckets = [runBucket(Aws.ACCOUNT_ID, home), siteBucket(Aws.ACCOUNT_ID, home)];
  return [
    { actions: ['s3:ListBucketMultipartUploads'], resources: buckets.map(ARN.bucket) },
    {
      actions: ['s3:AbortMultipartUpload'],
      resources: buckets.map((bucket) => ARN.objects(bucket, '*')),
      because: 'pages and records of any run; what is complete cannot be removed with this',
    },
  ];
}

/** Asks for executions of the machine and stops them. */
export function stopping({ home }: Where): Permission[] {
  return [
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [ARN.executions(home, MACHINE)],
      because: 'an execution is named for its run',
    },
  ];
}

/** What the state machine itself may do: its steps, and the child executions of its own lanes. */
export function running({ home }: Where, functions: readonly string[]): Permission[] {
  return [
    { actions: ['lambda:InvokeFunction'], resources: functions.map((name) => ARN.function(home, name)) },
    { actions: ['states:StartExecution'], resources: [ARN.machine(home, MACHINE)] },
    {
      actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
      resources: [ARN.executions(home, MACHINE), ARN.mapRuns(home, MACHINE)],
      because: 'each lane is a child execution, which Step Functions names',
    },
  ];
}

/** What EventBridge Scheduler may do at a deadline. */
export function atDeadline({ home }: Where): Permission[] {
  return [{ actions: ['lambda:InvokeFunction'], resources: [ARN.function(home, FINALIZER)] }];
}
