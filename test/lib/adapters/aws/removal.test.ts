import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../../lib/adapters/aws/clients.ts';
import { leftOfRun, type RunToRemove, sweepRun } from '../../../../lib/adapters/aws/removal.ts';
import { dataBucket, deadlineSchedule, siteBucket, TAG } from '../../../../lib/domain/names.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import { ACCOUNT, type LabWorld, labWorld, putObject, REGION, SECRET } from './lab-world.ts';

const RUN = '20261121-120000-ab12';
let lab: LabWorld;
let one: RunToRemove;

beforeAll(async () => {
  lab = await labWorld();
  await lab.request(RUN, new Date('2026-11-21T12:00:00Z'));
  const deployment = { account: ACCOUNT, home: REGION, regions: [REGION], endpoints: {} };
  one = { run: RUN, deployment, clients: awsClients(), records: lab.records(RUN) };
}, 30_000);
afterAll(() => lab.stop());

const left = async (kind: string) => (await leftOfRun(one))[kind];
const schedule = (ScheduleExpression: string, ActionAfterCompletion = 'DELETE') =>
  lab.scheduler.schedules.set(deadlineSchedule(RUN), {
    ...{ Name: deadlineSchedule(RUN), GroupName: 'firstbyte' },
    ...{ ScheduleExpression, ActionAfterCompletion },
  });

describe('what is left of a run outside of its stores', () => {
  it('is nothing of any kind for a run that made nothing', async () => {
    const counts = await leftOfRun(one);
    expect(Object.keys(counts).sort()).toEqual(
      ['activations', 'errands', 'instances', 'key pairs', 'log groups', 'network interfaces']
        .concat(['objects', 'schedules', 'uploads', 'volumes'])
        .sort(),
    );
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  });

  it('counts errands until they are swept', async () => {
    await one.records.write('errands/lane/client/0.json', '{}');
    expect(await left('errands')).toBe(1);
    expect(await sweepRun(one)).toEqual([]);
    expect(await left('errands')).toBe(0);
  });

  it('counts unfinished uploads of its page until they are aborted', async () => {
    const upload = { Bucket: siteBucket(ACCOUNT, REGION), Key: `${SECRET}/samples.ndjson.gz` };
    await lab.s3.send(new CreateMultipartUploadCommand(upload));
    await lab.s3.send(new CreateMultipartUploadCommand({ ...upload, Key: 'the-address-of-another-run-of-ours/index.html' }));
    expect(await left('uploads')).toBe(1);
    await sweepRun(one);
    expect(await left('uploads')).toBe(0);
  });

  it('counts objects in a data bucket that no store of it has on record, and only then', async () => {
    await putObject(lab, dataBucket(ACCOUNT, REGION), `firstbyte/${RUN}/s3.${REGION}/object`);
    await putObject(lab, dataBucket(ACCOUNT, REGION), 'firstbyte/20261121-999999-zzzz/s3/object');
    expect(await left('objects')).toBe(1);
    const state = { id: `s3.${REGION}`, state: 'ready', opened: true } as const;
    await RECORD.store.write(one.records, state, state.id);
    expect(await left('objects'), 'its store counts them').toBe(0);
  });

  it('counts a schedule that should have gone, and none that is still to fire and then go', async () => {
    schedule('at(2126-01-01T00:00:00)');
    expect(await left('schedules')).toBe(0);
    schedule('at(2026-01-01T00:00:00)');
    expect(await left('schedules')).toBe(1);
    schedule('at(2126-01-01T00:00:00)', 'NONE');
    expect(await left('schedules')).toBe(1);
    lab.scheduler.schedules.clear();
    expect(await left('schedules')).toBe(0);
  });

  it('counts activations by its tag', async () => {
    const tagged = (run: string) => ({ ActivationId: run, Tags: [{ Key: TAG.run, Value: run }] });
    lab.activations.push(tagged(RUN), tagged('another'), { ActivationId: 'no tags' });
    expect(await left('activations')).toBe(1);
  });

  it('counts log groups that appeared since it began and belong to no function', async () => {
    const [before, since] = [Date.parse('2026-11-21T11:00:00Z'), Date.parse('2026-11-21T12:30:00Z')];
    lab.logGroups.push(
      { logGroupName: '/aws/lambda/firstbyte-probe-gone', creationTime: before },
      { logGroupName: '/aws/lambda/firstbyte-plan', creationTime: since },
    );
    expect(await left('log groups')).toBe(0);
    lab.logGroups.push({ logGroupName: '/aws/lambda/firstbyte-probe-gone', creationTime: since });
    expect(await left('log groups')).toBe(1);
  });

  it('counts instances with what belongs to them', async () => {
    const stranger = lab.ec2.plant({ [TAG.run]: RUN });
    expect(await leftOfRun(one)).toMatchObject({ instances: 1, volumes: 1, 'network interfaces': 1 });
    expect((await sweepRun(one)).join(), 'it was never intended').toContain('never intended');
    await lab.ec2.terminate(stranger.id);
    expect(await left('instances')).toBe(0);
  });
});
