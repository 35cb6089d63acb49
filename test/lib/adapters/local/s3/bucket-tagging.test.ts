import { CreateBucketCommand, GetBucketTaggingCommand, PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.stop());

describe('tags of a bucket', () => {
  it('are none at first, then those that were put last', async () => {
    const client = standIn.client();
    const Bucket = 'tagged';
    const tags = async () => (await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
    await client.send(new CreateBucketCommand({ Bucket }));
    await expect(tags()).rejects.toMatchObject({ name: 'NoSuchTagSet', $metadata: { httpStatusCode: 404 } });
    for (const Value of ['first', 'a & <b>']) {
      await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'firstbyte:owner', Value }] } }));
      expect(await tags()).toEqual([{ Key: 'firstbyte:owner', Value }]);
    }
  });

  it('need a bucket', async () => {
    const asked = standIn.client().send(new GetBucketTaggingCommand({ Bucket: 'nowhere' }));
    await expect(asked).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
