import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presigned } from '../lib/adapters/local/s3/signing.ts';
import { type RunningStandIn, startStandIn } from '../lib/adapters/local/s3/stand-in.ts';

const PIECE = Buffer.alloc(1024 * 1024, 'x');
/** What a stand-in may hold beyond its resident memory after a first object of 100 MB, whatever the size of the next. */
const MORE_MB = 60;

let standIn: RunningStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
  await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
});
afterAll(() => standIn.stop());

/** Peak resident memory of the stand-in so far, MB. */
function peakMB(): number {
  const status = readFileSync(`/proc/${standIn.child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1000;
}

async function request(method: string, bytes: number, more: string): Promise<Socket> {
  const url = await presigned(standIn, { method, path: `/bucket/${bytes}` });
  const socket = connect(standIn.port, '127.0.0.1');
  socket.write(`${method} ${url} HTTP/1.1\r\nHost: 127.0.0.1:${standIn.port}\r\n${more}Connection: close\r\n\r\n`);
  return socket;
}

async function put(bytes: number): Promise<string> {
  const socket = await request('PUT', bytes, `Content-Length: ${bytes}\r\n`);
  for (let left = bytes; left > 0; left -= PIECE.length)
    if (!socket.write(PIECE.subarray(0, Math.min(left, PIECE.length))))
      await new Promise((resolve) => socket.once('drain', resolve));
  let answer = '';
  for await (const data of socket) answer += data;
  return answer;
}

async function get(bytes: number): Promise<number> {
  let received = 0;
  for await (const data of await request('GET', bytes, '')) {
    if (received === 0) received -= (data as Buffer).indexOf('\r\n\r\n') + 4;
    received += (data as Buffer).length;
  }
  return received;
}

describe('an S3 stand-in', () => {
  it('takes and gives 1 GB in the memory that 100 MB take', { timeout: 300_000 }, async () => {
    expect(await put(1e8)).toMatch(/^HTTP\/1\.1 200/);
    expect(await get(1e8)).toBe(1e8);
    const before = peakMB();
    const startedAt = performance.now();
    expect(await put(1e9)).toMatch(/^HTTP\/1\.1 200/);
    const putAt = performance.now();
    expect(await get(1e9)).toBe(1e9);
    const rates = [putAt - startedAt, performance.now() - putAt].map((ms) => Math.round(1e6 / ms));
    console.log(`peak ${before.toFixed(0)} -> ${peakMB().toFixed(0)} MB; PUT ${rates[0]} MB/s, GET ${rates[1]} MB/s`);
    expect(peakMB()).toBeLessThan(before + MORE_MB);
  });
});
