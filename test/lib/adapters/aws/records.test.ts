import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partKey, s3Records } from '../../../../lib/adapters/aws/records.ts';
import { recordsPrefix } from '../../../../lib/domain/names.ts';
import { recordsConformance } from '../../../conformance/records.ts';
import { BUCKET, type RunBucket, runBucketStandIn } from './run-bucket.ts';

recordsConformance('a bucket', async () => {
  const bucket = await runBucketStandIn();
  let runs = 0;
  return { make: async () => bucket.records(`run-${runs++}`), stop: async () => void (await bucket.stop()) };
});

describe('records in a bucket', () => {
  let bucket: RunBucket;
  beforeAll(async () => {
    bucket = await runBucketStandIn();
  });
  afterAll(() => bucket.stop());

  it('keep runs apart', async () => {
    await bucket.records('one').write('plan.json', '1');
    expect(await bucket.records('two').read('plan.json')).toBeUndefined();
    expect(await bucket.records('on').list('')).toEqual([]);
  });

  it('join what hosts wrote by number, a missing part left out, and find the last part alone', async () => {
    const records = bucket.records('parts');
    for (const number of [2, 10, 1, 4])
      await bucket.s3.send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: `${recordsPrefix('parts')}${partKey('lanes/l/client/0.ndjson', number)}`,
          Body: `${number}\n`,
        }),
      );
    expect(await records.read('lanes/l/client/0.ndjson')).toBe('1\n2\n4\n10\n');
    expect(await records.lastPart('lanes/l/client/0.ndjson')).toBe('10\n');
    expect(await records.lastPart('lanes/l/client/1.ndjson')).toBeUndefined();
  });

  it('list and read more than one page holds', async () => {
    const records = bucket.records('pages');
    const put = (key: string) =>
      bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: recordsPrefix('pages') + key, Body: '.' }));
    const numbers = Array.from({ length: 1100 }, (_, i) => i + 1);
    for (let at = 0; at < numbers.length; at += 50)
      await Promise.all(numbers.slice(at, at + 50).map((number) => put(partKey('log.ndjson', number))));
    const { IsTruncated } = await bucket.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: recordsPrefix('pages') }));
    expect(IsTruncated).toBe(true);
    expect(await records.read('log.ndjson')).toHaveLength(1100);
    expect(await records.list('')).toEqual(['log.ndjson']);
  });

  it('fail with what the service says when it is no missing key', async () => {
    const elsewhere = s3Records({ s3: bucket.s3, bucket: 'not-there', prefix: '' });
    await expect(elsewhere.read('plan.json')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
