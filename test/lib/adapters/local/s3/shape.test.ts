import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { Shape } from '../../../../../lib/adapters/local/s3/config.ts';
import type { LogLine } from '../../../../../lib/adapters/local/s3/log.ts';
import { type RawAnswer, rawConnection } from './raw-http.ts';
import { presigned } from './signing.ts';
import { startStandIn } from './stand-in.ts';

interface Seen {
  readonly get: RawAnswer;
  readonly put: RawAnswer;
  readonly getLine: LogLine;
  readonly putLine: LogLine;
}

/** Puts and gets an object of `bytes` several times over one connection: what the client saw beside what the log says. */
async function exchanges(shape: Shape, bytes: number, times: number): Promise<readonly Seen[]> {
  const standIn = await startStandIn({ shape });
  await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const connection = await rawConnection(standIn.port);
  const body = Buffer.alloc(bytes, 'x');
  const answers: { get: RawAnswer; put: RawAnswer }[] = [];
  for (let i = 0; i < times; i++) {
    const head = async (method: string) =>
      `${method} ${await presigned(standIn, { method, path: `/bucket/${i}` })} HTTP/1.1\nHost: 127.0.0.1:${standIn.port}`;
    const put = await connection.ask(`${await head('PUT')}\nContent-Length: ${bytes}`, body);
    const get = await connection.ask(await head('GET'));
    answers.push({ get, put });
  }
  connection.socket.destroy();
  const log = new Map((await standIn.stop()).map((line) => [line.request, line]));
  const line = ({ headers }: RawAnswer) => log.get(headers.get('x-amz-request-id') ?? '') as LogLine;
  return answers.map(({ get, put }) => ({ get, put, getLine: line(get), putLine: line(put) }));
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

// These hold real delays against a clock. A machine that is busy elsewhere can take the processor away from both sides for
// longer than what is asserted, so a test may try again; each try needs the median of its exchanges to hold.
describe('the shape', { retry: 3 }, () => {
  it.each([2, 7.5, 25])('gives a delay of %d ms to gets and puts, to 0.3 ms', async (delayMs) => {
    const seen = await exchanges({ delayMs, jitterMs: 0, bytesPerSecond: 0, seed: 1 }, 1_000, 15);
    for (const { getLine, putLine } of seen) {
      expect(getLine).toMatchObject({ operation: 'get', status: 200, bytes: 1_000, wantedDelayMs: delayMs });
      expect(putLine).toMatchObject({ operation: 'put', status: 200, bytes: 1_000, wantedDelayMs: delayMs });
      expect(Math.min(getLine.delayMs, putLine.delayMs)).toBeGreaterThanOrEqual(delayMs);
    }
    expect(median(seen.map(({ getLine }) => getLine.delayMs))).toBeLessThan(delayMs + 0.3);
    expect(median(seen.map(({ putLine }) => putLine.delayMs))).toBeLessThan(delayMs + 0.3);
  });

  it('lets no first byte out before the delay has passed', async () => {
    const seen = await exchanges({ delayMs: 5, jitterMs: 0, bytesPerSecond: 50e6, seed: 1 }, 30_000, 15);
    for (const { get, put } of seen) {
      expect(get.firstAt - get.askedAt).toBeGreaterThanOrEqual(5);
      expect(put.firstAt - put.askedAt).toBeGreaterThanOrEqual(5);
    }
  });

  it.each([
    [20, 2_000_000],
    [100, 10_000_000],
    [200, 10_000_000],
  ])('gives bodies %d MB/s in both directions, to 5 %%', async (rate, bytes) => {
    const seen = await exchanges({ delayMs: 3, jitterMs: 0, bytesPerSecond: rate * 1e6, seed: 1 }, bytes, 7);
    const wantedMs = bytes / (rate * 1e3);
    const near = (values: readonly number[], wanted: number) => {
      expect(median(values) / wanted).toBeGreaterThan(0.95);
      expect(median(values) / wanted).toBeLessThan(1.05);
    };
    near(
      seen.map(({ getLine }) => getLine.bodyMs),
      wantedMs,
    );
    near(
      seen.map(({ get }) => get.lastAt - get.firstAt),
      wantedMs,
    );
    near(
      seen.map(({ putLine }) => putLine.uploadMs),
      wantedMs,
    );
    near(
      seen.map(({ put }) => put.lastAt - put.askedAt),
      wantedMs + 3,
    );
  });

  it('draws the same jitter from the same seed, between nothing and all of it', async () => {
    const shape = { delayMs: 1, jitterMs: 4, bytesPerSecond: 0, seed: 42 };
    const drawn = async (seed: number) =>
      (await exchanges({ ...shape, seed }, 10, 10)).flatMap(({ putLine, getLine }) => [
        putLine.wantedDelayMs,
        getLine.wantedDelayMs,
      ]);
    const first = await drawn(42);
    expect(await drawn(42)).toEqual(first);
    expect(await drawn(43)).not.toEqual(first);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...first)).toBeLessThanOrEqual(5);
    expect(new Set(first).size).toBe(20);
  });

  it('leaves alone what is not object data', async () => {
    const standIn = await startStandIn({ shape: { delayMs: 400, jitterMs: 0, bytesPerSecond: 1_000, seed: 1 } });
    await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
    await standIn.client().send(new ListObjectsV2Command({ Bucket: 'bucket' }));
    const log = await standIn.stop();
    expect(log.map(({ operation, name }) => [operation, name])).toEqual([
      ['other', 'CreateBucket'],
      ['other', 'ListObjectsV2'],
    ]);
    for (const { delayMs, bodyMs } of log) expect(delayMs + bodyMs).toBeLessThan(300);
  });
});
