import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { requestLimit } from '../../../../../lib/adapters/local/s3/request-limit.ts';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

const Bucket = 'bucket';
let standIn: RunningStandIn;
let running: RunningStandIn | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function start(quirks: Parameters<typeof startStandIn>[0]): Promise<S3Client> {
  standIn = await startStandIn(quirks);
  running = standIn;
  const client = standIn.client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });
  await client.send(new CreateBucketCommand({ Bucket }));
  return client;
}

describe('a stand-in that keeps versions', () => {
  const put = (client: S3Client, Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const text = async (client: S3Client, Key: string) =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  const listed = async (client: S3Client, MaxKeys?: number, KeyMarker?: string, VersionIdMarker?: string) =>
    client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, KeyMarker, VersionIdMarker }));

  it('only hides what is deleted without a version, and gives back what a deleted version hid', async () => {
    const client = await start({ versioned: true });
    await put(client, 'a', 'first');
    const { VersionId: second } = await put(client, 'a', 'second');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await expect(text(client, 'a')).rejects.toThrow(expect.objectContaining({ name: 'NoSuchKey' }));
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();

    const { Versions = [], DeleteMarkers = [] } = await listed(client);
    expect(Versions.map(({ IsLatest }) => IsLatest)).toEqual([false, false]);
    expect(DeleteMarkers.map(({ IsLatest }) => IsLatest)).toEqual([true]);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: DeleteMarkers[0]?.VersionId }));
    expect(await text(client, 'a')).toBe('second');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: second }));
    expect(await text(client, 'a')).toBe('first');
  });

  it('refuses to delete a bucket in which something is hidden', async () => {
    const client = await start({ versioned: true });
    const { VersionId } = await put(client, 'a', 'x');
    const { VersionId: marker } = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(marker).not.toBe(VersionId);
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toThrow(
      expect.objectContaining({ name: 'BucketNotEmpty' }),
    );
  });

  it('lists versions by key, newest first, page by page', async () => {
    const client = await start({ versioned: true });
    const made: (string | undefined)[] = [];
    for (const key of ['b', 'a', 'a', 'b', 'a']) made.push(`${key} ${(await put(client, key, 'x')).VersionId}`);
    const seen: string[] = [];
    let marker: { key: string | undefined; version: string | undefined } | undefined = { key: undefined, version: undefined };
    while (marker) {
      const page = await listed(client, 2, marker.key, marker.version);
      seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      marker = page.IsTruncated ? { key: page.NextKeyMarker, version: page.NextVersionIdMarker } : undefined;
    }
    expect(seen).toEqual([made[4], made[2], made[1], made[3], made[0]]);
  });

  it('has them again after a restart in the same folder', async () => {
    const client = await start({ versioned: true });
    await put(client, 'a', 'first');
    await put(client, 'a', 'second');
    await put(client, 'b', 'hidden');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'b' }));
    const before = await listed(client);
    const again = await startStandIn({ versioned: true, folder: standIn.config.folder });
    const after = again.client();
    expect(await text(after, 'a')).toBe('second');
    expect((await listed(after)).Versions).toEqual(before.Versions);
    expect((await listed(after)).DeleteMarkers).toEqual(before.DeleteMarkers);
    await again.stop();
  });

  it('is not what a stand-in is unless it was told', async () => {
    const client = await start({});
    await expect(listed(client)).rejects.toThrow(expect.objectContaining({ name: 'NotImplemented' }));
    const { VersionId } = await put(client, 'a', 'x');
    expect(VersionId).toBeUndefined();
  });
});

describe('a stand-in that refuses checksums', () => {
  it('refuses what the SDK sends by default and takes what it sends when it was told WHEN_REQUIRED', async () => {
    const client = await start({ refuseChecksums: true });
    const write = new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' });
    await client.send(write);
    await expect(standIn.client().send(write)).rejects.toThrow(
      expect.objectContaining({
        name: 'InvalidArgument',
        message: expect.stringMatching(/^Unsupported header 'x-amz-(sdk-)?checksum-/),
      }),
    );
  });
});

describe('a stand-in that takes few requests a second', () => {
  it('answers 503 SlowDown to those above, each way for itself, and leaves nothing of them', async () => {
    const client = await start({ requestsPerSecond: 5 });
    const put = (i: number) =>
      client.send(new PutObjectCommand({ Bucket, Key: `k${i}`, Body: 'x' })).then(
        () => 'done',
        (e) => e.name,
      );
    const said = await Promise.all(Array.from({ length: 12 }, (_, i) => put(i)));
    expect(said.filter((one) => one === 'SlowDown').length).toBeGreaterThanOrEqual(1);
    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(KeyCount).toBe(said.filter((one) => one === 'done').length);
  });

  it('counts within the last second, only what it has taken', () => {
    const admit = requestLimit(2);
    expect([0, 10, 20, 30].map((at) => admit('write', at))).toEqual([true, true, false, false]);
    expect(admit('read', 30)).toBe(true);
    expect([999, 1001, 1002, 1011].map((at) => admit('write', at))).toEqual([false, true, false, true]);
  });
});
