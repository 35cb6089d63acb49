import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteSchedule, scheduledRuns, scheduleGuard } from '../../../../lib/adapters/aws/schedule-guard.ts';
import { folderRecords } from '../../../../lib/adapters/local/folder-records.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import { type FakeAccount, fakeAccount } from './fakes/account.ts';
import { fakeScheduler } from './fakes/scheduler.ts';

const NAME = 'firstbyte-20261121-120000-ab12';
const RUN = '20261121-120000-ab12';
const now = () => new Date('2026-11-21T12:00:00Z');
const fake = fakeScheduler();
const records = folderRecords(mkdtempSync(join(tmpdir(), 'firstbyte-guard-')));
let account: FakeAccount;
let scheduler: SchedulerClient;

beforeAll(async () => {
  account = await fakeAccount({ scheduler: fake.service });
  const credentials = { accessKeyId: 'k', secretAccessKey: 's' };
  scheduler = new SchedulerClient({ endpoint: account.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  scheduler.destroy();
  await account.close();
});

const guard = () =>
  scheduleGuard({ run: RUN, scheduler, deployment: { account: '111122223333', home: 'us-east-1' }, records, now });

describe("a run's deadline schedule", () => {
  it('fires once, in UTC, never early, calls the finalizer with the run, and deletes itself', async () => {
    await guard().set(new Date('2026-11-21T15:30:10.500Z'));
    expect(fake.schedules.get(NAME)).toMatchObject({
      GroupName: 'firstbyte',
      ScheduleExpression: 'at(2026-11-21T15:30:11)',
      ScheduleExpressionTimezone: 'UTC',
      ActionAfterCompletion: 'DELETE',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:lambda:us-east-1:111122223333:function:firstbyte-finalizer',
        RoleArn: 'arn:aws:iam::111122223333:role/firstbyte-scheduler-us-east-1',
        Input: '{"run":"20261121-120000-ab12","reason":"deadline"}',
      },
    });
  });

  it('is on record as intended before it is made', async () => {
    expect(await RECORD.intent.read(records, NAME)).toEqual({
      kind: 'schedule',
      region: 'us-east-1',
      name: NAME,
      at: now().toISOString(),
    });
  });

  it('moves when it is set again', async () => {
    await guard().set(new Date('2026-11-21T13:00:00Z'));
    expect(fake.schedules.get(NAME)?.ScheduleExpression).toBe('at(2026-11-21T13:00:00)');
    expect(fake.schedules.size).toBe(1);
  });

  it('is listed by its run, page by page', async () => {
    await scheduleGuard({ run: 'other', scheduler, deployment: { account: '1', home: 'us-east-1' }, records, now }).set(now());
    expect(await scheduledRuns(scheduler)).toEqual([RUN, 'other']);
    await deleteSchedule(scheduler, 'firstbyte-other');
  });

  it('is cleared, also twice', async () => {
    await guard().clear();
    expect(fake.schedules.size).toBe(0);
    await guard().clear();
  });

  it('says so when it cannot be set', async () => {
    await account.close();
    await expect(guard().set(now())).rejects.toThrow();
    account = await fakeAccount({});
  });
});
