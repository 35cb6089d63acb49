import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as finalizer } from '../../../../lambdas/finalizer.ts';
import { handler as janitor } from '../../../../lambdas/janitor.ts';
import { handler as plan } from '../../../../lambdas/plan.ts';
import { deadlineSchedule, TAG } from '../../../../lib/domain/names.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import type { FakeInstance } from './fakes/ec2.ts';
import { type LabWorld, labWorld } from './lab-world.ts';

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
/** As `npm start` names a run that began then. */
const runAt = (date: Date, suffix: string) =>
  `${date.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}-${suffix}`;

const FORGOTTEN = runAt(hoursAgo(3), 'aaaa');
const YOUNG = runAt(hoursAgo(0.5), 'bbbb');
const RUNNING = runAt(hoursAgo(3), 'cccc');
const REMOVED = runAt(hoursAgo(5), 'dddd');
/** Its removal failed for two weeks: nobody gives it up. */
const STUCK = runAt(hoursAgo(350), '0000');
const UNKNOWN = runAt(hoursAgo(200), 'eeee');
let lab: LabWorld;
let old: FakeInstance;
let fresh: FakeInstance;

const instance = (run: string, expires: Date) => lab.ec2.plant({ [TAG.run]: run, [TAG.expires]: expires.toISOString() });
const scheduled = (run: string) => lab.scheduler.schedules.has(deadlineSchedule(run));
const isClosed = async (run: string) => (await RECORD.closed.read(lab.records(run))) !== undefined;

beforeAll(async () => {
  lab = await labWorld();
  for (const [run, hours, status] of [
    [FORGOTTEN, 3, 'ABORTED'],
    [YOUNG, 0.5, 'FAILED'],
    [RUNNING, 3, 'RUNNING'],
    [REMOVED, 5, 'FAILED'],
  ] as const) {
    await lab.request(run, hoursAgo(hours));
    lab.states.executions.push({ run, input: '{}', status });
    await plan({ run });
  }
  await lab.request(STUCK, hoursAgo(350));
  const failed = { at: hoursAgo(2).toISOString(), left: {}, total: 0, problems: ['wasabi.us-east-1 does not answer'] };
  await RECORD.teardown.write(lab.records(STUCK), failed);
  await finalizer({ run: REMOVED });
  // Its second look is over by now.
  await RECORD.inFlight.write(lab.records(REMOVED), { until: hoursAgo(1).toISOString() });
  lab.scheduler.schedules.set(deadlineSchedule(UNKNOWN), {
    ...{ Name: deadlineSchedule(UNKNOWN), GroupName: 'firstbyte', ScheduleExpression: 'at(2026-01-01T00:00:00)' },
    ActionAfterCompletion: 'DELETE',
  });
  old = instance(UNKNOWN, hoursAgo(2));
  fresh = instance(UNKNOWN, hoursAgo(0.5));
  await janitor();
}, 60_000);
afterAll(() => lab.stop());

describe('the janitor, invoked by its hourly rule', () => {
  it('ends a run that nothing else ended, with its page', async () => {
    expect(await RECORD.teardown.read(lab.records(FORGOTTEN))).toMatchObject({ total: 0, problems: [] });
    expect(await lab.page()).toContain('the execution was stopped');
  });

  it('tries again what could not be removed, however long ago that run was', async () => {
    expect(await RECORD.teardown.read(lab.records(STUCK))).toMatchObject({ total: 0, problems: [] });
  });

  it.each([
    ['ended half an hour ago', YOUNG],
    ['still runs', RUNNING],
  ])('leaves a run alone that %s', async (_, run) => {
    expect(await isClosed(run)).toBe(false);
    expect(scheduled(run)).toBe(true);
  });

  it('removes the deadline of a run that was removed, and of one that nobody knows', () => {
    expect(scheduled(REMOVED)).toBe(false);
    expect(scheduled(UNKNOWN)).toBe(false);
  });

  it('terminates what carries a tag of ours, has no records and is expired for more than an hour', () => {
    expect(old.state).toBe('terminated');
  });

  it('gives it that hour', async () => {
    expect(fresh.state).not.toBe('terminated');
  });

  it('ends a run that still runs once its hosts are past their expiry', async () => {
    instance(RUNNING, hoursAgo(0.1));
    // Its host was never recorded as intended: it is reported, and left alone.
    await expect(janitor()).rejects.toMatchObject({ name: 'SomethingLeft' });
    expect(lab.states.executions.find(({ run }) => run === RUNNING)?.status).toBe('ABORTED');
    expect(await isClosed(RUNNING)).toBe(true);
  });

  it('goes on with the rest when one thing fails, and says all of it at the end', async () => {
    const again = instance(runAt(hoursAgo(300), 'ffff'), hoursAgo(2));
    await expect(janitor()).rejects.toThrow(RUNNING);
    expect(again.state).toBe('terminated');
  });
});
