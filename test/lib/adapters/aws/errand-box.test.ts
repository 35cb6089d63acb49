import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchErrand, uploadSink } from '../../../../agent/errand.ts';
import { type ErrandBox, errandBox, readyKey } from '../../../../lib/adapters/aws/errand-box.ts';
import type { S3Records } from '../../../../lib/adapters/aws/records.ts';
import type { Order, Post } from '../../../../lib/domain/order.ts';
import type { AgentLine } from '../../../../lib/domain/sample.ts';
import { linesKey } from '../../../../lib/pipeline/run-records.ts';
import { blockOf, orderOf } from '../../../agent/exchanges.ts';
import { BUCKET, type RunBucket, runBucketStandIn } from './run-bucket.ts';

const post: Post = {
  ...{ run: 'r', lane: 'transfer lambda (small)', scenario: 'transfer', role: 'client', serves: false },
  ...{ host: 'lambda-1gb', site: 'eu-central-1' },
};
const end = (error: { name: string; message: string } | null): AgentLine => ({ kind: 'end', round: 3, wallMs: 1, error });
const ref = { ...post, round: 3 };

let bucket: RunBucket;
let box: ErrandBox;
let records: S3Records;
let runs = 0;

beforeAll(async () => {
  bucket = await runBucketStandIn();
});
beforeEach(() => {
  const run = `r${runs++}`;
  records = bucket.records(run);
  box = errandBox({ s3: bucket.s3, bucket: BUCKET, run, records });
});
afterAll(() => bucket.stop());

const order: Order = orderOf([blockOf('reused', 1, []), blockOf('fresh', 1, [])]);

describe('the errand box', () => {
  it('hands out an errand by one URL that needs no keys: the order, and where every line of it goes', async () => {
    const errand = await fetchErrand(await box.send(post, order));
    expect(errand).toMatchObject({ post, order });
    // Ready, two calibrations, two blocks, the end, and two to spare.
    expect(errand.uploads).toHaveLength(8);
    const sink = uploadSink(errand.uploads);
    for (const line of [end({ name: 'A', message: 'a' }), end(null)]) await sink([line]);
    const lines = (await records.read(linesKey(post.lane, 'client', 3)))?.trim().split('\n');
    expect(lines?.map((line) => JSON.parse(line))).toEqual([end({ name: 'A', message: 'a' }), end(null)]);
  });

  it('hands out URLs that open nothing else', async () => {
    const url = await box.send(post, order);
    const { uploads } = await fetchErrand(url);
    expect((await fetch(url, { method: 'PUT', body: 'mine' })).status).toBe(403);
    expect((await fetch(uploads[0] ?? '')).status).toBe(403);
    expect((await fetch((uploads[0] ?? '').replace('000001', '000099'), { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('signs no checksum into an upload: the body is not known yet', async () => {
    const { uploads } = await fetchErrand(await box.send(post, order));
    expect(uploads.join()).not.toMatch(/checksum|crc32/i);
  });

  it('tells when a member is ready, with what it said of itself', async () => {
    expect(await box.ready(post)).toBeUndefined();
    const { uploads } = await fetchErrand(await box.send(post, null));
    await uploadSink(uploads)([{ kind: 'ready', addresses: { nats: '10.0.0.1:4222' }, facts: { node: '24' } }]);
    expect(await box.ready(post)).toEqual({ addresses: { nats: '10.0.0.1:4222' }, facts: { node: '24' } });
    expect(await box.ready({ ...post, role: 'other' })).toBeUndefined();
    expect(await records.list('lanes/')).toEqual([readyKey(post)]);
  });

  it('tells when an order has ended, and how', async () => {
    expect(await box.ended(ref)).toBeUndefined();
    await records.append(linesKey(post.lane, 'client', 3), '{"kind":"calibration"}\n');
    expect(await box.ended(ref)).toBeUndefined();
    await records.append(linesKey(post.lane, 'client', 3), `${JSON.stringify(end(null))}\n`);
    expect(await box.ended(ref)).toEqual({ done: true });
    expect(await box.ended({ ...ref, round: 4 })).toBeUndefined();
  });

  it('passes on why an order failed as a whole', async () => {
    await records.append(linesKey(post.lane, 'client', 3), `${JSON.stringify(end({ name: 'OutOfTime', message: 'late' }))}\n`);
    expect(await box.ended(ref)).toEqual({ done: true, failed: 'OutOfTime: late' });
  });

  it('forgets one errand or all of a member, again and again', async () => {
    for (const round of [1, 2, 11]) await box.send(post, { ...order, round });
    await box.send(post, null);
    await box.send({ ...post, role: 'other' }, null);
    await box.forget(post, 1);
    const left = [`errands/${post.lane}/client/11.json`, `errands/${post.lane}/client/2.json`];
    expect(await records.list(`errands/${post.lane}/client/`)).toEqual([...left, `errands/${post.lane}/client/ready.json`]);
    for (let i = 0; i < 2; i++) await box.forget(post);
    expect(await records.list('errands/')).toEqual([`errands/${post.lane}/other/ready.json`]);
  });
});
