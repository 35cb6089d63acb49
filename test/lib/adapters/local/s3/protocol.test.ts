import { createHash } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawAsk, rawConnection } from './raw-http.ts';
import { presigned, type ToSign } from './signing.ts';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
  await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await standIn.client().send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: '0123456789' }));
});
afterAll(() => standIn.stop());

const codeOf = (body: string) => /<Code>(\w+)<\/Code>/.exec(body)?.[1];
const headOf = async (what: ToSign, more = '') =>
  `${what.method} ${await presigned(standIn, what)} HTTP/1.1\nHost: 127.0.0.1:${standIn.port}\n${more}`;
const ask = async (method: string, path: string, query: Record<string, string> = {}, more = 'Content-Length: 0', body?: Buffer) =>
  rawAsk(standIn.port, await headOf({ method, path, query }, more), body);

describe('the protocol', () => {
  it.each([
    ['PATCH', '/bucket/k', {}, 405, 'MethodNotAllowed'],
    ['POST', '/bucket/k', {}, 405, 'MethodNotAllowed'],
    ['DELETE', '/', {}, 405, 'MethodNotAllowed'],
    ['GET', '/bucket', {}, 501, 'NotImplemented'],
    ['GET', '/bucket', { acl: '' }, 501, 'NotImplemented'],
    ['PUT', '/bucket/k', { tagging: '' }, 501, 'NotImplemented'],
    ['GET', '/bucket/k', { versionId: 'v' }, 501, 'NotImplemented'],
    ['GET', '/bucket/k', { partNumber: '1' }, 501, 'NotImplemented'],
    ['GET', '/bucket', { 'list-type': '2', 'max-keys': 'x' }, 400, 'InvalidArgument'],
    ['PUT', '/bucket/k', { partNumber: '0', uploadId: 'none' }, 404, 'NoSuchUpload'],
    ['GET', `/bucket/${'k'.repeat(1025)}`, {}, 400, 'KeyTooLongError'],
    ['GET', '/bucket/none', {}, 404, 'NoSuchKey'],
  ] as const)('%s %s %j is %d %s', async (method, path, query, status, code) => {
    const answer = await ask(method, path, query);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/xml');
  });

  it('ignores query parameters that mean nothing to it', async () => {
    expect(await ask('GET', '/bucket/k', { 'x-id': 'GetObject', hello: 'world' })).toMatchObject({
      status: 200,
      body: '0123456789',
    });
  });

  it('sends the headers a signed URL asks for', async () => {
    const answer = await ask('GET', '/bucket/k', { 'response-content-type': 'text/x-other' });
    expect(answer.headers.get('content-type')).toBe('text/x-other');
  });

  it('asks for a length, and refuses more than 5 GiB before a byte of it', async () => {
    const none = await ask('PUT', '/bucket/new', {}, 'Transfer-Encoding: chunked', Buffer.from('0\r\n\r\n'));
    expect([none.status, codeOf(none.body)]).toEqual([411, 'MissingContentLength']);
    const large = await ask('PUT', '/bucket/new', {}, `Content-Length: ${5 * 1024 ** 3 + 1}`);
    expect([large.status, codeOf(large.body)]).toEqual([400, 'EntityTooLarge']);
  });

  it('answers HEAD without a body, also when it is an error', async () => {
    const found = await rawConnection(standIn.port);
    found.socket.write((await headOf({ method: 'HEAD', path: '/bucket/k' })).replaceAll('\n', '\r\n').concat('\r\n\r\n'));
    const text = await new Promise<string>((resolve) => found.socket.once('data', (data) => resolve(data.toString())));
    expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*content-length: 10\r\n[\s\S]*\r\n\r\n$/i);
    found.socket.destroy();
    expect(await ask('HEAD', '/bucket/none')).toMatchObject({ status: 404, body: '' });
  });

  it('tells a client that asks before it sends whether it may', async () => {
    const connection = await rawConnection(standIn.port);
    const refused = await headOf({ method: 'PUT', path: '/none/k' }, 'Content-Length: 1000000\nExpect: 100-continue');
    const answer = await connection.ask(refused);
    expect([answer.status, codeOf(answer.body), answer.headers.get('connection')]).toEqual([404, 'NoSuchBucket', 'close']);
    const other = await rawConnection(standIn.port);
    const wanted = await headOf({ method: 'PUT', path: '/bucket/asked' }, 'Content-Length: 4\nExpect: 100-continue');
    const goOn = new Promise<string>((resolve) => other.socket.once('data', (data) => resolve(data.toString())));
    const done = other.ask(wanted, undefined, 1_000);
    expect(await goOn).toMatch(/^HTTP\/1\.1 100 /);
    other.socket.write('body');
    expect((await done).text).toContain('HTTP/1.1 200 OK');
    other.socket.destroy();
  });

  it('keeps a connection usable after every kind of error', async () => {
    const connection = await rawConnection(standIn.port);
    const good = await headOf({ method: 'GET', path: '/bucket/k' });
    const bad = [
      await headOf({ method: 'GET', path: '/bucket/none' }),
      await headOf({ method: 'GET', path: '/bucket/k', secretAccessKey: 'wrong' }),
      await headOf({ method: 'GET', path: '/bucket/k' }, 'Range: bytes=50-'),
    ];
    for (const head of bad) {
      expect((await connection.ask(head)).status).toBeGreaterThanOrEqual(400);
      expect((await connection.ask(good)).body).toBe('0123456789');
    }
    const early = await headOf({ method: 'PUT', path: '/none/k' }, 'Content-Length: 3000000');
    expect((await connection.ask(early, Buffer.alloc(3_000_000))).status).toBe(404);
    expect((await connection.ask(good)).body).toBe('0123456789');
    const headers = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
    const query = { 'x-amz-decoded-content-length': '2900000' };
    const midway = await headOf({ method: 'PUT', path: '/bucket/unframed', headers, query }, 'Content-Length: 3000000');
    expect(codeOf((await connection.ask(midway, Buffer.alloc(3_000_000))).body)).toBe('InvalidRequest');
    expect((await connection.ask(good)).body).toBe('0123456789');
    expect(connection.ended()).toBe(false);
    connection.socket.destroy();
  });

  it('stores nothing of an upload that breaks off, and keeps serving', async () => {
    const connection = await rawConnection(standIn.port);
    const head = await headOf({ method: 'PUT', path: '/bucket/broken' }, 'Content-Length: 1000000');
    void connection.ask(head, Buffer.alloc(500_000), 100);
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.socket.destroy();
    expect(codeOf((await ask('GET', '/bucket/broken')).body)).toBe('NoSuchKey');
  });

  it('gives a large unsigned payload an ETag that does not look like an MD5, and its MD5 where one was sent', async () => {
    const body = Buffer.alloc(1_500_000, 'x');
    const plain = await ask('PUT', '/bucket/large', {}, `Content-Length: ${body.length}`, body);
    expect(plain.headers.get('etag')).toMatch(/^"[0-9a-f]{32}-1"$/);
    const md5 = createHash('md5').update(body).digest();
    const more = `Content-Length: ${body.length}\nContent-MD5: ${md5.toString('base64')}`;
    const verified = await ask('PUT', '/bucket/large', {}, more, body);
    expect(verified.headers.get('etag')).toBe(`"${md5.toString('hex')}"`);
  });
});
