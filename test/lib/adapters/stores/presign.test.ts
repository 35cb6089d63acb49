import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presigner } from '../../../../lib/adapters/stores/presign.ts';

const s3 = {
  endpoint: 'https://s3.example.com:9000',
  region: 'eu-central-1',
  accessKeyId: 'AKID',
  secretAccessKey: 'hush',
  pathStyle: true,
};
const now = () => new Date('2026-11-21T01:02:03.456Z');

/** The signature a presigned URL should carry, written down from the description of Signature Version 4 in the S3 reference. */
function signatureOf(method: string, url: URL, region: string, secret: string): string {
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const query = url.search
    .slice(1)
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='))
    .sort();
  const canonical = [method, url.pathname, query.join('&'), `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const date = url.searchParams.get('X-Amz-Date') ?? '';
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
  return hmac(key, toSign).toString('hex');
}

describe('a presigned URL', () => {
  it('carries a right signature for any key', async () => {
    const presign = presigner(s3, 'bucket', now);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('GET' as const, 'PUT' as const),
        async (name, method) => {
          const url = new URL(await presign(method, `pool/${name}`));
          // A path with dot segments is one the URL parser would change; keys of ours never have any.
          fc.pre(!/(^|\/)\.\.?(\/|$)/.test(name));
          expect(url.searchParams.get('X-Amz-Signature')).toBe(signatureOf(method, url, s3.region, s3.secretAccessKey));
          expect(decodeURIComponent(url.pathname)).toBe(`/bucket/pool/${name}`);
        },
      ),
    );
  });

  it('signs the host header alone and is valid for an hour', async () => {
    const url = new URL(await presigner(s3, 'bucket', now)('PUT', 'a'));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKID/20261121/eu-central-1/s3/aws4_request',
      'X-Amz-Date': '20261121T010203Z',
      'X-Amz-Expires': '3600',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('names the bucket in the host where the style asks for it', async () => {
    const url = new URL(await presigner({ ...s3, pathStyle: false }, 'bucket', now)('GET', 'a/b'));
    expect(url.host).toBe('bucket.s3.example.com:9000');
    expect(url.pathname).toBe('/a/b');
    expect(url.searchParams.get('X-Amz-Signature')).toBe(signatureOf('GET', url, s3.region, s3.secretAccessKey));
  });

  it("carries a role's session token, signed", async () => {
    const url = new URL(await presigner({ ...s3, sessionToken: 'to/ken+=' }, 'bucket', now)('GET', 'a'));
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('to/ken+=');
    expect(url.searchParams.get('X-Amz-Signature')).toBe(signatureOf('GET', url, s3.region, s3.secretAccessKey));
  });

  it('never carries the secret', async () => {
    expect(await presigner(s3, 'bucket', now)('GET', 'a')).not.toContain(s3.secretAccessKey);
  });
});
