import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunLock, takeLock } from '../../../../lib/adapters/aws/run-lock.ts';
import { BUCKET, type RunBucket, runBucketStandIn } from './run-bucket.ts';

let home: RunBucket;
beforeAll(async () => {
  home = await runBucketStandIn();
});
afterAll(() => home.stop());

/** Nobody holds the lock; executions and the clock are the test's. */
async function free() {
  await home.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'lock.json' }));
  const statuses = new Map<string, string>();
  const world = { now: new Date('2026-11-21T12:00:00Z') };
  const where: RunLock = { s3: home.s3, bucket: BUCKET, statusOf: async (run) => statuses.get(run), now: () => world.now };
  const later = (seconds: number) => {
    world.now = new Date(world.now.getTime() + seconds * 1000);
  };
  return { where, statuses, later };
}

describe('the lock of a deployment', () => {
  it('is taken by exactly one of many that start at the same moment', async () => {
    const { where } = await free();
    const runs = Array.from({ length: 8 }, (_, at) => `run-${at}`);
    const taken = await Promise.allSettled(runs.map((run) => takeLock(where, run)));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = runs[taken.findIndex(({ status }) => status === 'fulfilled')];
    for (const one of taken.filter((each) => each.status === 'rejected'))
      expect(one.reason).toMatchObject({ name: 'BadInput', message: expect.stringContaining(`starting run ${winner}`) });
  });

  it('is held for as long as its run is under way, and then is the next one’s', async () => {
    const { where, statuses, later } = await free();
    await takeLock(where, 'first');
    statuses.set('first', 'RUNNING');
    later(5 * 3600);
    await expect(takeLock(where, 'second')).rejects.toThrow('run first is under way: npm start -- --attach first');
    statuses.set('first', 'FAILED');
    await takeLock(where, 'second');
    await expect(takeLock(where, 'third')).rejects.toThrow('starting run second');
  });

  it('is taken over by exactly one when its run is over', async () => {
    const { where, statuses } = await free();
    await takeLock(where, 'first');
    statuses.set('first', 'SUCCEEDED');
    const taken = await Promise.allSettled(['second', 'third', 'fourth'].map((run) => takeLock(where, run)));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of taken.filter((each) => each.status === 'rejected'))
      expect(one.reason).toMatchObject({ name: 'BadInput', message: expect.stringMatching(/another npm start/) });
  });

  it('is stale when its execution never came to be, but not before whoever took it gave up', async () => {
    const { where, later } = await free();
    const refuseWhenLate = await takeLock(where, 'first');
    expect(refuseWhenLate).not.toThrow();
    later(61);
    expect(refuseWhenLate).toThrow('nothing was started, start again');
    await expect(takeLock(where, 'second')).rejects.toThrow('starting run first');
    later(120);
    await takeLock(where, 'second');
  });
});
