import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

const Bucket = 'objects';
const SIZES = [0, 1, 1e3, 1e4, 1e5, 1e6, 1e7];
let standIn: RunningStandIn;
let client: S3Client;

beforeAll(async () => {
  standIn = await startStandIn();
  client = standIn.client();
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => standIn.stop());

const bytesOf = async ({ Body }: GetObjectCommandOutput) => Buffer.from((await Body?.transformToByteArray()) ?? []);
const get = async (Key: string, more = {}) => client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const put = (Key: string, Body: string | Buffer, more = {}) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const named = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });

describe('objects through the AWS SDK', () => {
  describe.each([['WHEN_SUPPORTED'], ['WHEN_REQUIRED']] as const)('with checksums %s', (when) => {
    it.each(SIZES)('%d bytes come back as they were put, with their MD5 as ETag', async (size) => {
      const own = standIn.client({ requestChecksumCalculation: when, responseChecksumValidation: when });
      const Body = randomBytes(size);
      const Key = `${when}/${size}`;
      const { ETag } = await own.send(new PutObjectCommand({ Bucket, Key, Body }));
      const answer = await own.send(new GetObjectCommand({ Bucket, Key }));
      expect(answer.ContentLength).toBe(size);
      expect((await bytesOf(answer)).equals(Body)).toBe(true);
      expect(ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`);
      expect(answer.ChecksumCRC32 !== undefined).toBe(when === 'WHEN_SUPPORTED');
    });
  });

  it.each([1, 70_000, 3_000_000])('a stream of %d bytes comes back as it was put', async (size) => {
    const bytes = randomBytes(size);
    const Body = Readable.from([bytes.subarray(0, size >> 1), bytes.subarray(size >> 1)].filter((piece) => piece.length > 0));
    await client.send(new PutObjectCommand({ Bucket, Key: `stream/${size}`, Body, ContentLength: size }));
    expect((await bytesOf(await get(`stream/${size}`))).equals(bytes)).toBe(true);
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    '%s is verified, kept and given back',
    async (algorithm) => {
      const Key = `checksum/${algorithm}`;
      const sent = await put(Key, 'some content', { ChecksumAlgorithm: algorithm });
      const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      const read = await get(Key, { ChecksumMode: 'ENABLED' });
      const field = `Checksum${algorithm}` as const;
      expect(sent[field]).toBeTruthy();
      expect(head[field]).toBe(sent[field]);
      expect(read[field]).toBe(sent[field]);
      expect((await bytesOf(read)).toString()).toBe('some content');
      const wrong = createHash('sha256')
        .update('other')
        .digest()
        .subarray(0, Buffer.from(sent[field] ?? '', 'base64').length);
      const refused = put(Key, 'some content', { [field]: wrong.toString('base64') });
      await expect(refused).rejects.toMatchObject(named('BadDigest', 400));
    },
  );

  it('a wrong Content-MD5 is a BadDigest, a malformed one an InvalidDigest, and neither stores anything', async () => {
    const other = createHash('md5').update('other').digest('base64');
    await expect(put('md5', 'content', { ContentMD5: other })).rejects.toMatchObject(named('BadDigest', 400));
    await expect(put('md5', 'content', { ContentMD5: 'short' })).rejects.toMatchObject(named('InvalidDigest', 400));
    await expect(get('md5')).rejects.toMatchObject(named('NoSuchKey', 404));
    await put('md5', 'content', { ContentMD5: createHash('md5').update('content').digest('base64') });
  });

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=3-5', '345', 'bytes 3-5/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
  ])('the range %s is %s', async (Range, text, contentRange) => {
    await put('range', '0123456789');
    const answer = await get('range', { Range });
    expect((await bytesOf(answer)).toString()).toBe(text);
    expect(answer).toMatchObject({ ContentRange: contentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
  });

  it('a range beyond the object is an InvalidRange', async () => {
    await put('range', '0123456789');
    await expect(get('range', { Range: 'bytes=10-' })).rejects.toMatchObject(named('InvalidRange', 416));
  });

  it('headers and user metadata come back, from HEAD, GET and a copy', async () => {
    const given = {
      ContentType: 'text/x-test',
      CacheControl: 'no-store',
      ContentEncoding: 'identity',
      Metadata: { colour: 'blue', empty: '' },
    };
    await put('headers', 'abc', given);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'headers' }));
    expect(head).toMatchObject({ ...given, ContentLength: 3, AcceptRanges: 'bytes' });
    expect(Date.now() - (head.LastModified?.getTime() ?? 0)).toBeLessThan(60_000);
    await client.send(new CopyObjectCommand({ Bucket, Key: 'copy of', CopySource: `${Bucket}/headers` }));
    expect(await get('copy of')).toMatchObject(given);
    const replaced = {
      Bucket,
      Key: 'headers',
      CopySource: `${Bucket}/headers`,
      MetadataDirective: 'REPLACE',
      Metadata: { a: 'b' },
    } as const;
    await client.send(new CopyObjectCommand(replaced));
    const answer = await get('headers');
    expect(answer.Metadata).toEqual({ a: 'b' });
    expect((await bytesOf(answer)).toString()).toBe('abc');
  });

  it('a copy of nothing, or onto itself unchanged, is refused', async () => {
    const copy = (CopySource: string) => client.send(new CopyObjectCommand({ Bucket, Key: 'self', CopySource }));
    await put('self', 'abc');
    await expect(copy(`${Bucket}/nothing`)).rejects.toMatchObject(named('NoSuchKey', 404));
    await expect(copy(`${Bucket}/self`)).rejects.toMatchObject(named('InvalidRequest', 400));
  });

  it.each(['plain', 'a/b/c', 'sp ace', 'plus+sign', '100%', 'ümläut/日本/😀', "q?u&o='(t)*!", '../up', 'a//b', 'tab\tand<xml>'])(
    'the key %j is kept as it is',
    async (Key) => {
      await put(Key, Key);
      expect((await bytesOf(await get(Key))).toString()).toBe(Key);
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
      await expect(get(Key)).rejects.toMatchObject(named('NoSuchKey', 404));
    },
  );

  it('conditions hold: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since', async () => {
    const { ETag = '' } = await put('conditions', 'abc');
    const [past, future] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];
    await get('conditions', { IfMatch: ETag, IfUnmodifiedSince: past });
    await get('conditions', { IfNoneMatch: '"other"', IfModifiedSince: future });
    await expect(get('conditions', { IfMatch: '"other"' })).rejects.toMatchObject(named('PreconditionFailed', 412));
    await expect(get('conditions', { IfUnmodifiedSince: past })).rejects.toMatchObject(named('PreconditionFailed', 412));
    await expect(get('conditions', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get('conditions', { IfModifiedSince: future })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(put('conditions', 'new', { IfNoneMatch: '*' })).rejects.toMatchObject(named('PreconditionFailed', 412));
    await expect(put('conditions', 'new', { IfMatch: '"other"' })).rejects.toMatchObject(named('PreconditionFailed', 412));
    await put('conditions', 'new', { IfMatch: ETag });
    await put('conditions 2', 'new', { IfNoneMatch: '*' });
    expect((await bytesOf(await get('conditions'))).toString()).toBe('new');
  });

  it('a reader never sees parts of two versions while an object is being overwritten', async () => {
    const versions = ['a', 'b'].map((letter) => Buffer.alloc(400_000, letter));
    await put('overwritten', versions[0] as Buffer);
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await put('overwritten', versions[i % 2] as Buffer);
    })();
    for (let i = 0; i < 30; i++) {
      const read = await bytesOf(await get('overwritten'));
      expect(versions.some((version) => version.equals(read))).toBe(true);
    }
    await writing;
  });

  it('deletes one object, many at once, and what is not there', async () => {
    for (const key of ['d/1', 'd/2', 'd/<&>']) await put(key, 'x');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'd/1' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'd/1' }));
    const Objects = ['d/1', 'd/2', 'd/<&>'].map((Key) => ({ Key }));
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['d/1', 'd/2', 'd/<&>']);
    for (const { Key } of Objects) await expect(get(Key)).rejects.toMatchObject(named('NoSuchKey', 404));
    const quiet = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    expect(quiet.Deleted).toBeUndefined();
  });

  it('says NoSuchBucket for every operation on an object of none', async () => {
    const at = { Bucket: 'no-such-bucket', Key: 'k' };
    const wanted = named('NoSuchBucket', 404);
    await expect(client.send(new GetObjectCommand(at))).rejects.toMatchObject(wanted);
    await expect(client.send(new PutObjectCommand({ ...at, Body: 'x' }))).rejects.toMatchObject(wanted);
    await expect(client.send(new PutObjectCommand({ ...at, Body: randomBytes(5e6) }))).rejects.toMatchObject(wanted);
    await expect(client.send(new DeleteObjectCommand(at))).rejects.toMatchObject(wanted);
  });
});
