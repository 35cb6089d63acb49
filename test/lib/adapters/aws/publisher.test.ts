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
import type { RunRecord } from '../../../../lib/domain/run.ts';
import type { Sample } from '../../../../lib/domain/sample.ts';
import { indexPages } from '../../../../lib/report/index-page.ts';
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

const sample = (seq: number, filling = ''): Sample => ({
  ...{ v: 1, run: 'r', cell: 'c', round: 0, seq, kind: 'timed', at: 0, error: null },
  filling,
});
async function* lines(n: number, filling?: () => string): AsyncGenerator<Sample> {
  for (let seq = 0; seq < n; seq++) yield sample(seq, filling?.());
}
const publisher = () => {
  const secret = `an-unguessable-secret-${secrets++}`;
  return { secret, publisher: sitePublisher({ s3, bucket: BUCKET, secret: async () => secret, siteUrl: async () => SITE }) };
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
    const files = await site.samples(run, lines(3));
    expect(await site.publish(run, '<p>page ä</p>')).toBe(`${SITE}/${secret}/index.html`);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: secret }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(
      ['index.html', 'run.json', 'samples.csv.gz', 'samples.ndjson.gz'].map((name) => `${secret}/${name}`),
    );
    const page = await get(`${secret}/index.html`);
    expect(await text(page.Body as NodeJS.ReadableStream)).toBe('<p>page ä</p>');
    expect(page).toMatchObject({ ContentType: 'text/html; charset=utf-8', CacheControl: 'public, max-age=60' });
    const record = await get(`${secret}/run.json`);
    expect(JSON.parse(await text(record.Body as NodeJS.ReadableStream))).toEqual(JSON.parse(JSON.stringify(run)));
    expect(record).toMatchObject({ ContentType: 'application/json', CacheControl: 'public, max-age=60' });
    expect((await samplesOf(secret)).map(({ seq }) => seq)).toEqual([0, 1, 2]);
    const lengths = new Map(Contents?.map(({ Key, Size }) => [Key, Size]));
    expect(files.map(({ name, bytes }) => [name, bytes])).toEqual(
      ['samples.ndjson.gz', 'samples.csv.gz'].map((name) => [name, lengths.get(`${secret}/${name}`)]),
    );
  });

  it('publishes a run without a sample', async () => {
    const { secret, publisher: site } = publisher();
    await site.samples(syntheticRun(), lines(0));
    const { Body, ContentType } = await get(`${secret}/samples.ndjson.gz`);
    expect(gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).length).toBe(0);
    expect(ContentType).toBe('application/gzip');
  });

  it('replaces what it published before', async () => {
    const { secret, publisher: site } = publisher();
    for (const [page, n] of [
      ['first', 9],
      ['second', 1],
    ] as const) {
      await site.samples(syntheticRun(), lines(n));
      await site.publish(syntheticRun(), page);
    }
    expect(await text((await get(`${secret}/index.html`)).Body as NodeJS.ReadableStream)).toBe('second');
    expect(await samplesOf(secret)).toHaveLength(1);
  });

  it('keeps the samples when only page and record are given', async () => {
    const { secret, publisher: site } = publisher();
    await site.samples(syntheticRun(), lines(9));
    for (const page of ['first', 'second']) await site.publish(syntheticRun(), page);
    expect(await text((await get(`${secret}/index.html`)).Body as NodeJS.ReadableStream)).toBe('second');
    expect(await samplesOf(secret)).toHaveLength(9);
  });

  it('streams samples that are longer than one part', async () => {
    const { secret, publisher: site } = publisher();
    const random = () => crypto.getRandomValues(Buffer.alloc(30_000)).toString('base64');
    await site.samples(syntheticRun(), lines(700, random));
    const { ETag, ContentType } = await get(`${secret}/samples.ndjson.gz`);
    expect(ETag, 'made of parts').toMatch(/-\d+"$/);
    expect(ContentType).toBe('application/gzip');
    expect((await samplesOf(secret)).map(({ seq }) => seq)).toEqual(Array.from({ length: 700 }, (_, i) => i));
  }, 60_000);

  it('leaves no unfinished upload and no new page when its samples end early', async () => {
    const { secret, publisher: site } = publisher();
    const random = () => crypto.getRandomValues(Buffer.alloc(30_000)).toString('base64');
    async function* broken(): AsyncGenerator<Sample> {
      yield* lines(700, random);
      throw new Error('records gone');
    }
    await expect(site.samples(syntheticRun(), broken())).rejects.toThrow('records gone');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(Uploads).toEqual([]);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: secret }));
    expect(Contents).toBeUndefined();
  }, 60_000);

  it('refuses an address that can be guessed or that leaves its folder', async () => {
    for (const secret of ['', 'short', `../${'x'.repeat(30)}`, `${'x'.repeat(30)}/index.html`]) {
      const site = sitePublisher({ s3, bucket: BUCKET, secret: async () => secret, siteUrl: async () => SITE });
      await expect(site.publish(syntheticRun(), '<p>')).rejects.toThrow('unguessable');
      await expect(site.samples(syntheticRun(), lines(1))).rejects.toThrow('unguessable');
      await expect(site.list(syntheticRun(), indexPages)).rejects.toThrow('unguessable');
    }
  });
});

describe('the page of all runs on the site', () => {
  let buckets = 0;
  /** A site of its own, and a way to put a run on it. */
  async function siteOfItsOwn() {
    const bucket = `firstbyte-index-${buckets++}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const listed = (id: string, startedAt: string) => {
      const run: RunRecord = { ...syntheticRun({ timed: 2 }), id, startedAt };
      const secret = `unguessable-folder-of-${id}`;
      return sitePublisher({ s3, bucket, secret: async () => secret, siteUrl: async () => SITE }).list(run, indexPages);
    };
    const page = async (address: string, name = 'index.html') => {
      const Key = address.slice(SITE.length + 1).replace('index.html', name);
      const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      expect(ContentType).toBe('text/html; charset=utf-8');
      return text(Body as NodeJS.ReadableStream);
    };
    return { bucket, listed, page };
  }
  const linksOf = (page: string) => [...page.matchAll(/href="([^"]+)"/g)].map(([, link]) => link);
  const folderOf = (id: string) => `../unguessable-folder-of-${id}/index.html`;

  it('stays at one unguessable address, lists the newest first and leads to the latest', async () => {
    const { listed, page } = await siteOfItsOwn();
    const address = await listed('b', '2026-11-21T10:00:00Z');
    expect(address).toMatch(new RegExp(`^${SITE}/all-[0-9a-f]{32}/index\\.html$`));
    expect(await listed('a', '2026-11-20T10:00:00Z')).toBe(address);
    expect(await listed('c', '2026-11-22T10:00:00Z')).toBe(address);
    expect(linksOf(await page(address))).toEqual(['latest.html', folderOf('c'), folderOf('b'), folderOf('a')]);
    expect(await page(address, 'latest.html')).toContain(`content="0; url=${folderOf('c')}"`);
  });

  it('lists a run once, however often it is published', async () => {
    const { listed, page } = await siteOfItsOwn();
    await listed('a', '2026-11-20T10:00:00Z');
    const address = await listed('a', '2026-11-20T10:00:00Z');
    expect(linksOf(await page(address))).toEqual(['latest.html', folderOf('a')]);
  });

  it('loses none of the runs that are published at once, not even of the first ones', async () => {
    const { listed, page } = await siteOfItsOwn();
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(ids.map((id, i) => listed(id, `2026-11-2${i}T10:00:00Z`)));
    const address = await listed('z', '2026-11-10T10:00:00Z');
    expect(linksOf(await page(address)).slice(1)).toEqual([...ids.toReversed(), 'z'].map(folderOf));
  });
});
