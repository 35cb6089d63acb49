import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { DescribeActivationsCommand } from '@aws-sdk/client-ssm';
import { deadlineSchedule, SCHEDULE_GROUP, TAG } from '../../domain/names.ts';
import { RECORD } from '../../pipeline/run-records.ts';
import { intendedHosts, intendedRegions } from '../metal/metal-names.ts';
import type { RunToRemove } from './removal.ts';

/** A schedule deletes itself after it fired; Scheduler may be a minute late, and tries for hours when the finalizer cannot be reached. */
const SCHEDULE_GRACE_MS = 7 * 3_600_000;
const LAMBDA_LOGS = '/aws/lambda/firstbyte-';
const LOG_PREFIXES = [LAMBDA_LOGS, '/aws/codebuild/firstbyte-', '/aws/ssm/firstbyte-'] as const;

/** Schedules of a run that should have fired and gone. One that is still to fire is what guards the run, and removes itself. */
export async function overdueSchedules({ run, deployment, clients }: RunToRemove): Promise<number> {
  try {
    const query = new GetScheduleCommand({ Name: deadlineSchedule(run), GroupName: SCHEDULE_GROUP });
    const { ScheduleExpression = '', ActionAfterCompletion } = await clients.scheduler(deployment.home).send(query);
    const at = Date.parse(`${/^at\((.+)\)$/.exec(ScheduleExpression)?.[1]}Z`);
    return ActionAfterCompletion === 'DELETE' && at + SCHEDULE_GRACE_MS > Date.now() ? 0 : 1;
  } catch (error) {
    if (named(error, 'ResourceNotFoundException')) return 0;
    throw error;
  }
}

/** Hybrid activations that carry the run's tag, expired or not. */
export async function activations({ run, deployment, clients, records }: RunToRemove): Promise<number> {
  const regions = new Set([...deployment.regions, ...(await intendedRegions(records, await intendedHosts(records)))]);
  const counts = [...regions].map(async (region) => {
    let count = 0;
    let NextToken: string | undefined;
    do {
      const page = await clients
        .ssm(region)
        .send(new DescribeActivationsCommand({ MaxResults: 50, ...(NextToken && { NextToken }) }));
      const ours = (page.ActivationList ?? []).filter(({ Tags = [] }) =>
        Tags.some(({ Key, Value }) => Key === TAG.run && Value === run),
      );
      count += ours.length;
      NextToken = page.NextToken;
    } while (NextToken);
    return count;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/**
 * Log groups that appeared since the run began and belong to nothing: a function that is invoked while its stack goes away makes its
 * group anew, and nobody deletes that one.
 */
export async function lateLogGroups(one: RunToRemove): Promise<number> {
  const { deployment, clients, records } = one;
  const since = Date.parse((await RECORD.request.read(records))?.startedAt ?? '');
  const counts = [...new Set([deployment.home, ...deployment.regions])].map(async (region) => {
    let count = 0;
    for (const logGroupNamePrefix of LOG_PREFIXES)
      for await (const { logGroupName = '', creationTime = 0 } of logGroups(clients.logs(region), logGroupNamePrefix))
        if (creationTime >= since && !(await functionExists(one, region, logGroupName))) count++;
    return count;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function* logGroups(logs: ReturnType<RunToRemove['clients']['logs']>, logGroupNamePrefix: string) {
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix, ...(nextToken && { nextToken }) }));
    yield* page.logGroups ?? [];
    nextToken = page.nextToken;
  } while (nextToken);
}

async function functionExists({ clients }: RunToRemove, region: string, logGroup: string): Promise<boolean> {
  if (!logGroup.startsWith(LAMBDA_LOGS)) return false;
  const FunctionName = logGroup.slice('/aws/lambda/'.length);
  try {
    await clients.lambda(region).send(new GetFunctionConfigurationCommand({ FunctionName }));
    return true;
  } catch (error) {
    if (named(error, 'ResourceNotFoundException')) return false;
    throw error;
  }
}

const named = (error: unknown, name: string) => error instanceof Error && error.name === name;
