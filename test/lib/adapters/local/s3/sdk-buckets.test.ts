import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;
let client: S3Client;
const KEYS = 1_050;

beforeAll(async () => {
  standIn = await startStandIn();
  client = standIn.client();
  await client.send(new CreateBucketCommand({ Bucket: 'listed' }));
  for (let from = 0; from < KEYS; from += 50) {
    const some = Array.from({ length: 50 }, (_, i) => keyOf(from + i));
    await Promise.all(some.map((Key) => client.send(new PutObjectCommand({ Bucket: 'listed', Key, Body: 'x' }))));
  }
});
afterAll(() => standIn.stop());

const keyOf = (i: number) => `dir ${i % 7}/key+${String(i).padStart(4, '0')}`;
const named = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });

describe('buckets through the AWS SDK', () => {
  it('are made, found, listed and deleted once', async () => {
    const Bucket = 'made.here-1';
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new HeadBucketCommand({ Bucket }));
    await expect(client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject(named('BucketAlreadyOwnedByYou', 409));
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['listed', Bucket]);
    await client.send(new DeleteBucketCommand({ Bucket }));
    await expect(client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(named('NoSuchBucket', 404));
  });

  it('cannot have any name', async () => {
    for (const Bucket of ['ab', 'Upper', 'under_score', '-dash'])
      await expect(client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject(named('InvalidBucketName', 400));
  });

  it('are deleted only when empty', async () => {
    const Bucket = 'not-empty';
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(named('BucketNotEmpty', 409));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await client.send(new DeleteBucketCommand({ Bucket }));
  });

  it('are found in virtual-host style, too', async () => {
    // Not every resolver knows names under localhost.
    const lookup: LookupFunction = (_name, options, found) => {
      if (options.all) found(null, [{ address: '127.0.0.1', family: 4 }]);
      else found(null, '127.0.0.1', 4);
    };
    const requestHandler = { httpAgent: new Agent({ lookup }) };
    const virtual = standIn.client({ endpoint: `http://localhost:${standIn.port}`, forcePathStyle: false, requestHandler });
    await virtual.send(new PutObjectCommand({ Bucket: 'listed', Key: 'zz', Body: 'virtual' }));
    const { Body } = await virtual.send(new GetObjectCommand({ Bucket: 'listed', Key: 'zz' }));
    expect(await Body?.transformToString()).toBe('virtual');
    await virtual.send(new DeleteObjectCommand({ Bucket: 'listed', Key: 'zz' }));
    const { KeyCount } = await virtual.send(new ListObjectsV2Command({ Bucket: 'listed', MaxKeys: 3 }));
    expect(KeyCount).toBe(3);
  });
});

describe('a listing through the AWS SDK', () => {
  const list = (more: object) => client.send(new ListObjectsV2Command({ Bucket: 'listed', ...more }));

  it('shows at most 1,000 keys a page and says that there are more', async () => {
    const page = await list({});
    expect(page).toMatchObject({ KeyCount: 1_000, IsTruncated: true });
    expect(page.Contents?.[0]).toMatchObject({ Size: 1, ETag: '"9dd4e461268c8034f5c8564e155c67a6"' });
  });

  it.each([97, 400, 1_000])('pages of %d keys together show every key once and in order', async (MaxKeys) => {
    const seen: string[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: 'listed', MaxKeys, EncodingType: 'url' }))
      for (const { Key = '' } of page.Contents ?? []) seen.push(decodeURIComponent(Key));
    expect(seen).toEqual(Array.from({ length: KEYS }, (_, i) => keyOf(i)).sort());
  });

  it('groups by delimiter, also over pages', async () => {
    const prefixes: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: 'listed', Delimiter: '/', MaxKeys: 3 })) {
      expect(page.Contents).toBeUndefined();
      prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    }
    expect(prefixes).toEqual(Array.from({ length: 7 }, (_, i) => `dir ${i}/`));
  });

  it('stays within its prefix and starts after a key', async () => {
    const all = await list({ Prefix: 'dir 3/' });
    expect(all.KeyCount).toBe(KEYS / 7);
    const later = await list({ Prefix: 'dir 3/', StartAfter: all.Contents?.[99]?.Key });
    expect(later.Contents?.[0]?.Key).toBe(all.Contents?.[100]?.Key);
  });

  it('of no bucket is a NoSuchBucket', async () => {
    await expect(list({ Bucket: 'no-such-bucket' })).rejects.toMatchObject(named('NoSuchBucket', 404));
  });
});
