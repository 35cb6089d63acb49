import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

const Bucket = 'multipart';
const PARTS = [randomBytes(5 * 1024 * 1024), randomBytes(5 * 1024 * 1024), randomBytes(1000)];
let standIn: RunningStandIn;
let client: S3Client;

beforeAll(async () => {
  standIn = await startStandIn();
  client = standIn.client();
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => standIn.stop());

const named = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });

async function begin(Key: string, more = {}): Promise<string> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return UploadId as string;
}

async function send(Key: string, UploadId: string, number: number, Body: Buffer, more = {}): Promise<CompletedPart> {
  const part = { Bucket, Key, UploadId, PartNumber: number, Body, ...more };
  const { ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME } = await client.send(new UploadPartCommand(part));
  return { PartNumber: number, ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME };
}

const complete = (Key: string, UploadId: string, Parts: CompletedPart[], more = {}) =>
  client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));

async function content(Key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('a multipart upload through the AWS SDK', () => {
  it('becomes one object whose ETag is made of the parts', async () => {
    const Key = 'three parts';
    const id = await begin(Key, { Metadata: { a: 'b' }, ContentType: 'text/x-test' });
    const parts: CompletedPart[] = [];
    for (const number of [3, 1, 2]) parts.push(await send(Key, id, number, PARTS[number - 1] as Buffer));
    parts.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    const { ETag } = await complete(Key, id, parts);
    const digests = PARTS.map((part) => createHash('md5').update(part).digest());
    expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-3"`);
    expect((await content(Key)).equals(Buffer.concat(PARTS))).toBe(true);
    const answer = await client.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=5242878-5242881' }));
    expect(answer).toMatchObject({ Metadata: { a: 'b' }, ContentType: 'text/x-test' });
    const across = Buffer.concat([(PARTS[0] as Buffer).subarray(-2), (PARTS[1] as Buffer).subarray(0, 2)]);
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(across)).toBe(true);
    await expect(send(Key, id, 4, Buffer.from('late'))).rejects.toMatchObject(named('NoSuchUpload', 404));
  });

  it.each([
    ['CRC32', 'COMPOSITE', /-2$/],
    ['SHA256', 'COMPOSITE', /-2$/],
    ['CRC64NVME', 'FULL_OBJECT', /^[^-]*$/],
    ['CRC32', 'FULL_OBJECT', /^[^-]*$/],
  ] as const)('carries a %s of the type %s', async (algorithm, type, form) => {
    const Key = `checksum ${algorithm} ${type}`;
    const id = await begin(Key, { ChecksumAlgorithm: algorithm, ChecksumType: type });
    const parts = [
      await send(Key, id, 1, PARTS[0] as Buffer, { ChecksumAlgorithm: algorithm }),
      await send(Key, id, 2, PARTS[2] as Buffer, { ChecksumAlgorithm: algorithm }),
    ];
    const answer = await complete(Key, id, parts);
    const field = `Checksum${algorithm}` as const;
    expect(answer[field]).toMatch(form);
    const read = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(read[field]).toBe(answer[field]);
    const bytes = await read.Body?.transformToByteArray(); // the SDK verifies checksums of the whole object here
    expect(bytes?.length).toBe((PARTS[0] as Buffer).length + 1000);
  });

  it('leaves nothing behind when it is aborted', async () => {
    const id = await begin('aborted');
    await send('aborted', id, 1, Buffer.from('x'));
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: id }));
    const again = client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: id }));
    await expect(again).rejects.toMatchObject(named('NoSuchUpload', 404));
    await expect(content('aborted')).rejects.toMatchObject(named('NoSuchKey', 404));
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads ?? []).toEqual([]);
    expect(readdirSync(join(standIn.config.folder, 'incoming'))).toEqual([]);
  });

  it('lists its parts by pages, the last of each number', async () => {
    const id = await begin('listed');
    for (const number of [1, 2, 3]) await send('listed', id, number, Buffer.from('first'));
    const newer = await send('listed', id, 2, Buffer.from('second version'));
    const at = { Bucket, Key: 'listed', UploadId: id, MaxParts: 2 };
    const first = await client.send(new ListPartsCommand(at));
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5],
      [2, 14],
    ]);
    expect(first.Parts?.[1]?.ETag).toBe(newer.ETag);
    const second = await client.send(new ListPartsCommand({ ...at, PartNumberMarker: first.NextPartNumberMarker }));
    expect(second.IsTruncated).toBe(false);
    expect(second.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'listed', UploadId: id }));
  });

  it('is listed with its bucket by pages, and keeps the bucket from being deleted', async () => {
    const own = 'uploads';
    await client.send(new CreateBucketCommand({ Bucket: own }));
    const ids: string[] = [];
    for (const Key of ['b', 'a', 'a']) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: own, Key }));
      ids.push(UploadId as string);
    }
    const first = await client.send(new ListMultipartUploadsCommand({ Bucket: own, MaxUploads: 2 }));
    const markers = { KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker };
    const second = await client.send(new ListMultipartUploadsCommand({ Bucket: own, ...markers }));
    const seen = [...(first.Uploads ?? []), ...(second.Uploads ?? [])];
    expect(seen.map(({ Key }) => Key)).toEqual(['a', 'a', 'b']);
    expect(seen.map(({ UploadId }) => UploadId).sort()).toEqual([...ids].sort());
    await expect(client.send(new DeleteBucketCommand({ Bucket: own }))).rejects.toMatchObject(named('BucketNotEmpty', 409));
    for (const { Key, UploadId } of seen) await client.send(new AbortMultipartUploadCommand({ Bucket: own, Key, UploadId }));
    await client.send(new DeleteBucketCommand({ Bucket: own }));
  });

  it('is not completed with missing, wrong, unordered or small parts, and can be completed after that', async () => {
    const Key = 'refused';
    const id = await begin(Key);
    const [small, last] = [await send(Key, id, 1, Buffer.from('small')), await send(Key, id, 2, Buffer.from('last'))];
    await expect(complete(Key, id, [{ ...small, PartNumber: 9 }])).rejects.toMatchObject(named('InvalidPart', 400));
    await expect(complete(Key, id, [{ ...small, ETag: '"other"' }])).rejects.toMatchObject(named('InvalidPart', 400));
    await expect(complete(Key, id, [last, small])).rejects.toMatchObject(named('InvalidPartOrder', 400));
    await expect(complete(Key, id, [small, last])).rejects.toMatchObject(named('EntityTooSmall', 400));
    await expect(complete(Key, 'other', [last])).rejects.toMatchObject(named('NoSuchUpload', 404));
    await complete(Key, id, [last]);
    expect((await content(Key)).toString()).toBe('last');
  });
});
