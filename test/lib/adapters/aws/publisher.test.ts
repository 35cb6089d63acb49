import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sitePublisher } from '../../../../lib/adapters/aws/publisher.ts';
import type { AgentLine } from '../../../../lib/domain/sample.ts';
import { syntheticRun } from '../../../fixtures/report/synthetic-run.ts';
import { type RunningStandIn, startStandIn } from '../local/s3/stand-in.ts';

const BUCKET = 'firstbyte-site-test';
const SITE = 'https://d111111abcdef8.cloudfront.net';
let standIn: RunningStandIn;
let s3: S3Client;
let secrets = 0;

beforeAll(async () => {
  standIn = await startStandIn();
  s3 = standIn.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterAll(() => standIn.stop());

const sample = (seq: number, filling = ''): AgentLine => ({
  ...{ v: 1, run: 'r', cell: 'c', round: 0, seq, kind: 'timed', at: 0, error: null },
  filling,
});
async function* lines(n: number, filling?: () => string): AsyncGenerator<AgentLine> {
  for (let seq = 0; seq < n; seq++) yield sample(seq, filling?.());
  yield { kind: 'end', round: 0, wallMs: 1, error: null };
}
const publisher = () => {
  const secret = `an-unguessable-secret-${secrets++}`;
  return { secret, publisher: sitePublisher({ s3, bucket: BUCKET, secret, siteUrl: async () => SITE }) };
};
const get = (Key: string): Promise<GetObjectCommandOutput> => s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
const samplesOf = async (secret: string): Promise<{ readonly seq: number }[]> => {
  const { Body } = await get(`${secret}/samples.ndjson.gz`);
  const unzipped = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
  return unzipped
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('publishing on the site', () => {
  it('writes the page, the record and every sample under the secret, and returns the page’s address', async () => {
    const { secret, publisher: site } = publisher();
    const run = syntheticRun();
    expect(await site.publish(run, '<p>page ä</p>', lines(3))).toBe(`${SITE}/${secret}/index.html`);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: secret }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(
      ['index.html', 'run.json', 'samples.ndjson.gz'].map((name) => `${secret}/${name}`),
    );
    const page = await get(`${secret}/index.html`);
    expect(await text(page.Body as NodeJS.ReadableStream)).toBe('<p>page ä</p>');
    expect(page).toMatchObject({ ContentType: 'text/html; charset=utf-8', CacheControl: 'public, max-age=60' });
    const record = await get(`${secret}/run.json`);
    expect(JSON.parse(await text(record.Body as NodeJS.ReadableStream))).toEqual(JSON.parse(JSON.stringify(run)));
    expect(record).toMatchObject({ ContentType: 'application/json', CacheControl: 'public, max-age=60' });
    expect((await samplesOf(secret)).map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('publishes a run without a sample', async () => {
    const { secret, publisher: site } = publisher();
    await site.publish(syntheticRun(), '<p>', lines(0));
    const { Body, ContentType } = await get(`${secret}/samples.ndjson.gz`);
    expect(gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).length).toBe(0);
    expect(ContentType).toBe('application/gzip');
  });

  it('replaces what it published before', async () => {
    const { secret, publisher: site } = publisher();
    await site.publish(syntheticRun(), 'first', lines(9));
    await site.publish(syntheticRun(), 'second', lines(1));
    expect(await text((await get(`${secret}/index.html`)).Body as NodeJS.ReadableStream)).toBe('second');
    expect(await samplesOf(secret)).toHaveLength(1);
  });

  it('keeps the samples when only page and record are given', async () => {
    const { secret, publisher: site } = publisher();
    await site.publish(syntheticRun(), 'first', lines(9));
    await site.publish(syntheticRun(), 'second');
    expect(await text((await get(`${secret}/index.html`)).Body as NodeJS.ReadableStream)).toBe('second');
    expect(await samplesOf(secret)).toHaveLength(9);
  });

  it('streams samples that are longer than one part', async () => {
    const { secret, publisher: site } = publisher();
    const random = () => crypto.getRandomValues(Buffer.alloc(30_000)).toString('base64');
    await site.publish(syntheticRun(), '<p>', lines(700, random));
    const { ETag, ContentType } = await get(`${secret}/samples.ndjson.gz`);
    expect(ETag, 'made of parts').toMatch(/-\d+"$/);
    expect(ContentType).toBe('application/gzip');
    expect((await samplesOf(secret)).map(({ seq }) => seq)).toEqual(Array.from({ length: 700 }, (_, i) => i));
  }, 60_000);

  it('leaves no unfinished upload and no new page when its samples end early', async () => {
    const { secret, publisher: site } = publisher();
    const random = () => crypto.getRandomValues(Buffer.alloc(30_000)).toString('base64');
    async function* broken(): AsyncGenerator<AgentLine> {
      yield* lines(700, random);
      throw new Error('records gone');
    }
    await expect(site.publish(syntheticRun(), '<p>', broken())).rejects.toThrow('records gone');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(Uploads).toEqual([]);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: secret }));
    expect(Contents).toBeUndefined();
  }, 60_000);

  it('refuses an address that can be guessed or that leaves its folder', () => {
    for (const secret of ['', 'short', `../${'x'.repeat(30)}`, `${'x'.repeat(30)}/index.html`])
      expect(() => sitePublisher({ s3, bucket: BUCKET, secret, siteUrl: async () => SITE })).toThrow('unguessable');
  });
});
