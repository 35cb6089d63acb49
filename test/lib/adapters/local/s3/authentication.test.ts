import { createHash } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signingKey } from '../../../../../lib/adapters/local/s3/sigv4.ts';
import { framed } from './framing.ts';
import { rawAsk } from './raw-http.ts';
import { presigned, signedHeaders, type ToSign } from './signing.ts';
import { KEYS, REGION, type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
  await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await standIn.client().send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'content' }));
});
afterAll(() => standIn.stop());

const codeOf = (body: string) => /<Code>(\w+)<\/Code>/.exec(body)?.[1];
const get = async (url: string, more = '') =>
  rawAsk(standIn.port, `GET ${url} HTTP/1.1\nHost: 127.0.0.1:${standIn.port}\n${more}`);

/** A request signed in its headers; `bytes` is what really travels. */
async function send(what: ToSign, bytes: Buffer = Buffer.alloc(0)) {
  const headers = await signedHeaders(standIn, what);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const length = headers['content-length'] === undefined ? [`content-length: ${bytes.length}`] : [];
  return rawAsk(standIn.port, [`${what.method} ${what.path} HTTP/1.1`, ...lines, ...length].join('\n'), bytes);
}

describe('authentication', () => {
  it('refuses an unsigned request', async () => {
    const answer = await get('/bucket/k');
    expect([answer.status, codeOf(answer.body)]).toEqual([403, 'AccessDenied']);
    expect(answer.headers.get('x-amz-request-id')).toMatch(/^[0-9A-F]{16}$/);
    expect(answer.body).toContain(`<RequestId>${answer.headers.get('x-amz-request-id')}</RequestId>`);
  });

  it.each([
    ['SignatureDoesNotMatch', { credentials: { ...KEYS, secretAccessKey: 'wrong' } }],
    ['InvalidAccessKeyId', { credentials: { ...KEYS, accessKeyId: 'NOBODY' } }],
    ['RequestTimeTooSkewed', { systemClockOffset: -3_600_000 }],
    ['AuthorizationHeaderMalformed', { region: 'other-region-1' }],
  ] as const)('answers %s to the AWS SDK', async (name, options) => {
    // A client for each: the SDK sets its clock by the first answer that tells it to.
    const send = (command: PutObjectCommand | GetObjectCommand) => standIn.client(options).send(command as PutObjectCommand);
    const wanted = { name, $metadata: { httpStatusCode: name === 'AuthorizationHeaderMalformed' ? 400 : 403 } };
    await expect(send(new GetObjectCommand({ Bucket: 'bucket', Key: 'k' }))).rejects.toMatchObject(wanted);
    const large = new PutObjectCommand({ Bucket: 'bucket', Key: 'large', Body: Buffer.alloc(6_000_000) });
    await expect(send(large)).rejects.toMatchObject(wanted);
  });

  it('takes a presigned URL for its method, path and time only', async () => {
    const good = await presigned(standIn, { method: 'GET', path: '/bucket/k' });
    expect(await get(good)).toMatchObject({ status: 200, body: 'content' });
    expect(codeOf((await get(good.replace('/bucket/k', '/bucket/j'))).body)).toBe('SignatureDoesNotMatch');
    expect(codeOf((await get(await presigned(standIn, { method: 'PUT', path: '/bucket/k' }))).body)).toBe(
      'SignatureDoesNotMatch',
    );
    const wrong = await presigned(standIn, { method: 'GET', path: '/bucket/k', secretAccessKey: 'wrong' });
    expect(codeOf((await get(wrong)).body)).toBe('SignatureDoesNotMatch');
    const old = { method: 'GET', path: '/bucket/k', at: new Date(Date.now() - 61_000), expiresSeconds: 60 };
    const expired = await get(await presigned(standIn, old));
    expect([expired.status, codeOf(expired.body)]).toEqual([403, 'AccessDenied']);
    const early = await get(await presigned(standIn, { ...old, at: new Date(Date.now() + 3_600_000) }));
    expect(codeOf(early.body)).toBe('RequestTimeTooSkewed');
    const endless = await get(good.replace('X-Amz-Expires=600', 'X-Amz-Expires=700000'));
    expect(codeOf(endless.body)).toBe('AuthorizationQueryParametersError');
    const partial = await get(good.replace(/&X-Amz-Expires=600/, ''));
    expect(codeOf(partial.body)).toBe('AuthorizationQueryParametersError');
  });

  it('takes a Range that was not signed, but no x-amz- header that was not', async () => {
    const url = await presigned(standIn, { method: 'GET', path: '/bucket/k' });
    expect(await get(url, 'Range: bytes=1-2')).toMatchObject({ status: 206, body: 'on' });
    expect(codeOf((await get(url, 'x-amz-meta-a: b')).body)).toBe('AccessDenied');
  });

  it('holds a presigned PUT against the checksum in its URL', async () => {
    const query = { 'x-amz-checksum-crc32': 'AAAAAA==' };
    const url = await presigned(standIn, { method: 'PUT', path: '/bucket/presigned', query });
    const put = (body: string) =>
      rawAsk(
        standIn.port,
        `PUT ${url} HTTP/1.1\nHost: 127.0.0.1:${standIn.port}\nContent-Length: ${body.length}`,
        Buffer.from(body),
      );
    expect(codeOf((await put('not empty')).body)).toBe('BadDigest');
    expect((await put('')).status).toBe(200);
  });

  it('holds a payload against its signed SHA-256', async () => {
    const hash = createHash('sha256').update('content').digest('hex');
    const what = { method: 'PUT', path: '/bucket/hashed', headers: { 'x-amz-content-sha256': hash } };
    expect(await send(what, Buffer.from('content'))).toMatchObject({ status: 200 });
    const answer = await send(what, Buffer.from('CONTENT'));
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'XAmzContentSHA256Mismatch']);
  });

  describe.each([[''], ['-TRAILER']])('a payload of signed chunks%s', (suffix) => {
    const data = Buffer.alloc(200_000, 'chunk ');
    const hash = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${suffix}`;
    const trailers = suffix ? [`x-amz-checksum-sha256:${createHash('sha256').update(data).digest('base64')}`] : [];
    const chunks = [data.subarray(0, 65_536), data.subarray(65_536, 131_072), data.subarray(131_072)];

    async function upload(damage: (wire: Buffer) => Uint8Array, decoded = data.length) {
      const what: ToSign = {
        method: 'PUT',
        path: '/bucket/chunked',
        headers: {
          'x-amz-content-sha256': hash,
          'x-amz-decoded-content-length': String(decoded),
          'content-encoding': 'aws-chunked',
          ...(suffix ? { 'x-amz-trailer': 'x-amz-checksum-sha256' } : {}),
        },
      };
      const headers = await signedHeaders(standIn, what);
      const previous = /Signature=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? '';
      const amzDate = headers['x-amz-date'] ?? '';
      const scope = `${amzDate.slice(0, 8)}/${REGION}/s3/aws4_request`;
      const wire = framed(chunks, trailers, { key: signingKey(KEYS.secretAccessKey, scope), amzDate, scope, previous });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const bytes = Buffer.from(damage(wire));
      const head = [`PUT ${what.path} HTTP/1.1`, ...lines, `content-length: ${bytes.length}`].join('\n');
      return rawAsk(standIn.port, head, bytes);
    }

    it('is stored without its framing when every signature holds', async () => {
      expect((await upload((wire) => wire)).status).toBe(200);
      const answer = await get(await presigned(standIn, { method: 'GET', path: '/bucket/chunked' }));
      expect(answer.body).toBe(data.toString());
      expect(answer.headers.has('content-encoding')).toBe(false);
    });

    it('is refused when one byte differs', async () => {
      const answer = await upload((wire) => {
        wire[150_000] = (wire[150_000] as number) ^ 1;
        return wire;
      });
      expect([answer.status, codeOf(answer.body)]).toEqual([403, 'SignatureDoesNotMatch']);
    });

    it('is refused when it is not as long as it says', async () => {
      expect(codeOf((await upload((wire) => wire, data.length + 1)).body)).toBe('IncompleteBody');
      expect(codeOf((await upload((wire) => wire, data.length - 1)).body)).toBe('IncompleteBody');
      expect(codeOf((await upload((wire) => wire.subarray(0, 140_000))).body)).toBe('IncompleteBody');
    });
  });

  it('holds an unsigned trailer against the payload', async () => {
    const headers = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '7',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    const what = { method: 'PUT', path: '/bucket/trailer', headers };
    const wrong = await send(what, framed([Buffer.from('content')], ['x-amz-checksum-crc32:AAAAAA==']));
    expect(codeOf(wrong.body)).toBe('BadDigest');
    const missing = await send(what, framed([Buffer.from('content')], []));
    expect(codeOf(missing.body)).toBe('InvalidRequest');
  });
});
