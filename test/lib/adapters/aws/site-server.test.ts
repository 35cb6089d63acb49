import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SiteAnswer, siteServer } from '../../../../lib/adapters/aws/site-server.ts';
import { type RunningStandIn, startStandIn } from '../local/s3/stand-in.ts';

const SECRET = 'Zq3_x-8f0kLm2Np4Rs6Tv8';
const HTML = `<!doctype html>${'firstbyte '.repeat(2000)}é`;
const LARGE = Buffer.alloc(4_500_000, 7);
const BUCKET = 'pages';

let standIn: RunningStandIn;
let ask: (path: string, more?: { method?: string; gzip?: boolean }) => Promise<SiteAnswer>;

beforeAll(async () => {
  standIn = await startStandIn();
  const s3 = standIn.client();
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const put = (name: string, ContentType: string, Body: string | Buffer) =>
    s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: `${SECRET}/${name}`, ContentType, CacheControl: 'public, max-age=60', Body }),
    );
  await put('index.html', 'text/html; charset=utf-8', HTML);
  await put('samples.ndjson.gz', 'application/gzip', LARGE);
  await put('private.txt', 'text/plain', 'not published');
  await put('latest.html', 'text/html; charset=utf-8', 'the latest');
  await put('samples.csv.gz', 'application/gzip', Buffer.from('a table'));
  await put('runs/a-run.json', 'application/json', '{}');
  const serve = siteServer({ s3, bucket: BUCKET, headers: { 'content-security-policy': "default-src 'none'" } });
  ask = (rawPath, { method = 'GET', gzip = false } = {}) =>
    serve({ rawPath, headers: gzip ? { 'accept-encoding': 'br, gzip' } : {}, requestContext: { http: { method } } });
});
afterAll(() => standIn.stop());

const textOf = ({ body, isBase64Encoded }: SiteAnswer) => Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

describe('the site behind a function', () => {
  it('serves a page with the headers of the site', async () => {
    const answer = await ask(`/${SECRET}/index.html`);
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'public, max-age=60',
        'content-security-policy': "default-src 'none'",
      },
    });
    expect(textOf(answer).toString()).toBe(HTML);
  });

  it.each(['latest.html', 'samples.csv.gz'])('serves %s', async (name) => {
    expect((await ask(`/${SECRET}/${name}`)).statusCode).toBe(200);
  });

  it('compresses texts for who can read that', async () => {
    const answer = await ask(`/${SECRET}/index.html`, { gzip: true });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(textOf(answer)).toString()).toBe(HTML);
    expect(answer.body.length).toBeLessThan(HTML.length / 4);
  });

  it('answers HEAD without a body', async () => {
    expect(await ask(`/${SECRET}/index.html`, { method: 'HEAD' })).toMatchObject({ statusCode: 200, body: '' });
  });

  it('sends what is larger than an answer of Lambda on to the bucket, by a URL that works', async () => {
    const answer = await ask(`/${SECRET}/samples.ndjson.gz`, { gzip: true });
    expect(answer).toMatchObject({ statusCode: 302, headers: { 'cache-control': 'no-store' } });
    const followed = await fetch(answer.headers.location ?? '');
    expect(followed.status).toBe(200);
    expect((await followed.arrayBuffer()).byteLength).toBe(LARGE.length);
  });

  it.each([
    ['the root', '/'],
    ['no path', ''],
    ['a folder', `/${SECRET}/`],
    ['a folder without its slash', `/${SECRET}`],
    ['a run that is not there', '/AAAAAAAAAAAAAAAAAAAAAA/index.html'],
    ['the card of a run', `/${SECRET}/runs/a-run.json`],
    ['a name that no run publishes', `/${SECRET}/private.txt`],
    ['a way out of the folder', `/${SECRET}/../${SECRET}/private.txt`],
    ['an escaped way out', `/${SECRET}/%2e%2e/index.html`],
    ['two slashes', `//${SECRET}/index.html`],
    ['a short folder that could be guessed', '/abc/index.html'],
    ['a name with something behind it', `/${SECRET}/index.html/`],
    ['a name with a line break', `/${SECRET}/index.html\n`],
  ])('knows nothing of %s', async (_, path) => {
    expect(await ask(path)).toMatchObject({ statusCode: 404, body: 'not found\n', isBase64Encoded: false });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect(await ask(`/${SECRET}/index.html`, { method })).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('says 404 where S3 says that it may not tell', async () => {
    const s3 = standIn.client({ credentials: { accessKeyId: 'TESTKEY', secretAccessKey: 'wrong' } });
    const serve = siteServer({ s3, bucket: BUCKET, headers: {} });
    expect(await serve({ rawPath: `/${SECRET}/index.html` })).toMatchObject({ statusCode: 404 });
  });

  it('does not hide a failure of S3 behind a 404', async () => {
    const s3 = standIn.client({ endpoint: 'http://127.0.0.1:1' });
    await expect(siteServer({ s3, bucket: BUCKET, headers: {} })({ rawPath: `/${SECRET}/index.html` })).rejects.toThrow();
  });
});
