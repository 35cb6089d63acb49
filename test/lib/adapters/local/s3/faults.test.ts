import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../../../lib/adapters/local/s3/config.ts';
import { type RawAnswer, rawConnection } from './raw-http.ts';
import { presigned } from './signing.ts';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

const BODY = '0123456789'.repeat(1000);
let standIn: RunningStandIn;

async function start(...faults: Fault[]): Promise<void> {
  standIn = await startStandIn({ faults: faults.map((fault) => ({ prefix: 'bad', ...fault })) });
  await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await standIn.client().send(new PutObjectCommand({ Bucket: 'bucket', Key: 'good', Body: BODY }));
}
afterEach(() => standIn.stop());

/** Asks for a key and waits a moment longer, to see what comes after the answer and whether the connection ends. */
async function ask(method: 'GET' | 'PUT', key: string, waitMs?: number): Promise<RawAnswer & { ended: boolean; all: string }> {
  const connection = await rawConnection(standIn.port);
  let all = '';
  connection.socket.on('data', (data) => {
    all += data.toString('latin1');
  });
  const head = `${method} ${await presigned(standIn, { method, path: `/bucket/${key}` })} HTTP/1.1\nHost: 127.0.0.1:${standIn.port}`;
  const body = method === 'PUT' ? Buffer.from(BODY) : undefined;
  const answer = await connection.ask(body ? `${head}\nContent-Length: ${body.length}` : head, body, waitMs);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const ended = connection.ended();
  connection.socket.destroy();
  return { ...answer, ended, all };
}

/** Stores an object under a key that only gets are told to fail for. */
const store = (Key: string) => standIn.client().send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: BODY }));

describe('a fault', () => {
  it.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchKey'],
    [500, 'InternalError'],
    [503, 'SlowDown'],
  ] as const)('of status %d is that error for gets and puts, and stores nothing', async (status, code) => {
    await start({ kind: 'status', status });
    const client = standIn.client();
    const wanted = { name: code, $metadata: { httpStatusCode: status } };
    await expect(client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'bad', Body: BODY }))).rejects.toMatchObject(wanted);
    await expect(client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'bad' }))).rejects.toMatchObject(wanted);
    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket: 'bucket' }));
    expect(KeyCount).toBe(1);
    const answer = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'good' }));
    expect(await answer.Body?.transformToString()).toBe(BODY);
  });

  it('hits only its operation, and only every nth time', async () => {
    await start({ kind: 'status', status: 503, operation: 'get', every: 3 });
    await store('bad');
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await ask('GET', 'bad')).status);
    expect(statuses).toEqual([200, 200, 503, 200, 200, 503, 200]);
  });

  it('can hit what is neither get nor put', async () => {
    await start({ kind: 'status', status: 403, operation: 'other', prefix: '', every: 2 });
    const list = standIn.client().send(new ListObjectsV2Command({ Bucket: 'bucket' }));
    await expect(list).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each(['GET', 'PUT'] as const)('closeEarly closes before any byte of a %s', async (method) => {
    await start({ kind: 'closeEarly' });
    expect(await ask(method, 'bad')).toMatchObject({ all: '', ended: true });
  });

  it('truncate promises all, sends half and closes', async () => {
    await start({ kind: 'truncate' });
    await store('bad').catch(() => {});
    const answer = await ask('GET', 'bad');
    expect(answer).toMatchObject({ status: 200, body: BODY.slice(0, BODY.length / 2), ended: true });
    expect(answer.headers.get('content-length')).toBe(String(BODY.length));
  });

  it('truncate sends as many bytes as it was told', async () => {
    await start({ kind: 'truncate', bytes: 3, operation: 'get' });
    await store('bad');
    expect(await ask('GET', 'bad')).toMatchObject({ status: 200, body: BODY.slice(0, 3), ended: true });
  });

  it('truncate leaves the answer of a put one byte short', async () => {
    await start({ kind: 'truncate' });
    const answer = await ask('PUT', 'bad');
    expect(answer).toMatchObject({ status: 200, body: '', ended: true });
    expect(answer.headers.get('content-length')).toBe('1');
  });

  it.each([['GET'], ['PUT']] as const)('excess sends more than promised to a %s and closes', async (method) => {
    await start({ kind: 'excess', bytes: 5 });
    if (method === 'GET') await store('bad').catch(() => {});
    const { all, ended, headers } = await ask(method, 'bad');
    const body = method === 'GET' ? BODY : '';
    expect(headers.get('content-length')).toBe(String(body.length));
    expect(all.endsWith(`\r\n\r\n${body}!!!!!`)).toBe(true);
    expect(ended).toBe(true);
  });

  it.each([['GET'], ['PUT']] as const)('stall never answers a %s and keeps the connection', async (method) => {
    await start({ kind: 'stall' });
    expect(await ask(method, 'bad', 300)).toMatchObject({ all: '', ended: false });
    expect((await ask('GET', 'good')).status).toBe(200);
  });

  it.each([['GET'], ['PUT']] as const)('garbage answers a %s with something that is not HTTP', async (method) => {
    await start({ kind: 'garbage' });
    const { all, ended } = await ask(method, 'bad');
    expect(all.length).toBeGreaterThan(0);
    expect(all).not.toMatch(/^HTTP/);
    expect(ended).toBe(true);
  });

  it('chunked answers correctly in chunks', async () => {
    await start({ kind: 'chunked', operation: 'get' });
    await store('bad');
    const raw = await ask('GET', 'bad', 200);
    expect(raw.headers.get('transfer-encoding')).toBe('chunked');
    expect(raw.headers.has('content-length')).toBe(false);
    const answer = await standIn.client().send(new GetObjectCommand({ Bucket: 'bucket', Key: 'bad' }));
    expect(await answer.Body?.transformToString()).toBe(BODY);
  });

  it('slow answers correctly, later, and every fault is in the log', async () => {
    await start({ kind: 'slow', delayMs: 60, operation: 'get' }, { kind: 'closeEarly', operation: 'put' });
    const [slow, fast] = [await ask('GET', 'bad'), await ask('GET', 'good')];
    expect(slow.status).toBe(404);
    expect(fast.status).toBe(200);
    await ask('PUT', 'bad');
    const log = await standIn.stop();
    const of = (fault?: string) => log.filter((line) => line.fault === fault && line.key !== '');
    expect(of('slow')).toMatchObject([{ operation: 'get', key: 'bad', status: 404, error: 'NoSuchKey' }]);
    expect(of('slow')[0]?.delayMs).toBeGreaterThanOrEqual(60);
    expect(of('closeEarly')).toMatchObject([{ operation: 'put', key: 'bad', status: 0, bytes: 0 }]);
    expect(of(undefined).map(({ name, key }) => [name, key])).toEqual([
      ['PutObject', 'good'],
      ['GetObject', 'good'],
    ]);
    standIn = await startStandIn(); // for afterEach
  });
});
