import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { PARAMETER, SITE_STACK, siteBucket } from '../../lib/domain/names.ts';
import { clientOptions, describeInEmulator } from './bed.ts';
import { HOME, parameter, product } from './deployed.ts';
import { ACCOUNT } from './template.ts';
import { view } from './viewer.ts';

/** As long as a run's own: shorter folders are not served. */
const SECRET = '0123456789abcdef0123456789abcdef';
/** More than Lambda answers with. */
const LARGE_BYTES = 5_000_000;

describeInEmulator('the site behind a function URL, where CloudFront is refused', (emulator) => {
  it('serves what is named exactly from its private bucket, and nothing else', async () => {
    const site = product(emulator(), { regions: [HOME], site: 'function-url' });
    expect((await site.bootstrap()).code).toBe(0);
    const deployed = await site.deploy([SITE_STACK, '--exclusively']);
    expect(deployed.code, deployed.output.slice(-3000)).toBe(0);

    const s3 = new S3Client({ ...clientOptions(emulator()), forcePathStyle: true });
    const Bucket = siteBucket(ACCOUNT, HOME);
    const put = (Key: string, Body: string, ContentType: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
    await put(`${SECRET}/index.html`, '<h1>page</h1>', 'text/html');
    await put(`${SECRET}/samples.ndjson.gz`, 'x'.repeat(LARGE_BYTES), 'application/gzip');
    await put(`${SECRET}/private.txt`, 'private', 'text/plain');
    const address = await parameter(emulator(), PARAMETER.siteUrl);
    const answer = (path: string) => view(emulator(), address + path);
    expect(await answer(`/${SECRET}/index.html`)).toMatchObject({
      ...{ status: 200, text: '<h1>page</h1>' },
      headers: { 'content-type': 'text/html', 'content-security-policy': expect.stringContaining("default-src 'none'") },
    });
    const sentOn = await answer(`/${SECRET}/samples.ndjson.gz`);
    expect(sentOn.status).toBe(302);
    expect((await (await fetch(String(sentOn.headers.location))).text()).length).toBe(LARGE_BYTES);
    for (const path of ['/', `/${SECRET}`, `/${SECRET}/`, `/${SECRET}/run.json`, `/${SECRET}/private.txt`, '/..%2f'])
      expect(await answer(path), path).toMatchObject({ status: 404 });
    const direct = await fetch(`${emulator().endpoint}/${Bucket}/${SECRET}/index.html`);
    expect(direct.status).toBe(403);
  });
});
