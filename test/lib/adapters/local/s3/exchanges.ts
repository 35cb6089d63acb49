import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { Shape } from '../../../../../lib/adapters/local/s3/config.ts';
import type { LogLine } from '../../../../../lib/adapters/local/s3/log.ts';
import { type RawAnswer, rawConnection } from './raw-http.ts';
import { presigned } from './signing.ts';
import { startStandIn } from './stand-in.ts';

export interface Seen {
  readonly get: RawAnswer;
  readonly put: RawAnswer;
  readonly getLine: LogLine;
  readonly putLine: LogLine;
}

/** Of the exchanges that come first and are left out: both ends still compile what they run. */
const WARM_UPS = 3;

const MEMORY = '/dev/shm';
/** More than all objects of one run of exchanges. */
const ROOM_BYTES = 4e9;

/** In memory where there is room: a disk that still writes what other tests left takes its time from any upload. */
function place(): string {
  const { bavail, bsize } = existsSync(MEMORY) ? statfsSync(MEMORY) : { bavail: 0, bsize: 0 };
  return mkdtempSync(join(bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir(), 'firstbyte-exchanges-'));
}

/**
 * Puts and gets an object of every one of `sizes` (bytes) by turns, `times` times over one connection: what the client saw beside
 * what the log says, one list a size.
 */
async function exchangesOf(shape: Shape, sizes: readonly number[], times: number): Promise<readonly (readonly Seen[])[]> {
  const folder = place();
  const standIn = await startStandIn({ shape, folder: join(folder, 'data') });
  await standIn.client().send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const connection = await rawConnection(standIn.port);
  const bodies = sizes.map((bytes) => Buffer.alloc(bytes, 'x'));
  const answers: { get: RawAnswer; put: RawAnswer }[][] = bodies.map(() => []);
  for (let i = 0; i < times; i++)
    for (const [at, body] of bodies.entries()) {
      const head = async (method: string) =>
        `${method} ${await presigned(standIn, { method, path: `/bucket/${i}-${at}` })} HTTP/1.1\nHost: 127.0.0.1:${standIn.port}`;
      const put = await connection.ask(`${await head('PUT')}\nContent-Length: ${body.length}`, body);
      const get = await connection.ask(await head('GET'));
      answers[at]?.push({ get, put });
    }
  connection.socket.destroy();
  const log = new Map((await standIn.stop()).map((line) => [line.request, line]));
  rmSync(folder, { recursive: true });
  const line = ({ headers }: RawAnswer) => log.get(headers.get('x-amz-request-id') ?? '') as LogLine;
  return answers.map((each) => each.map(({ get, put }) => ({ get, put, getLine: line(get), putLine: line(put) })));
}

/** The same of one size. */
export async function exchanges(shape: Shape, bytes: number, times: number): Promise<readonly Seen[]> {
  return (await exchangesOf(shape, [bytes], times))[0] ?? [];
}

const tookMs = ({ askedAt, lastAt }: RawAnswer): number => lastAt - askedAt;

/**
 * Times of bodies in both directions, each as a share of what the shape wants: as the log gives them, as the client saw the whole
 * exchange, and as it saw the body beyond an exchange of one byte a moment later, which the same machine makes as late.
 */
export async function bodyShares(delayMs: number, bytesPerSecond: number, bytes: number, times: number) {
  const shape = { delayMs, jitterMs: 0, bytesPerSecond, seed: 1 };
  const [whole = [], tiny = []] = (await exchangesOf(shape, [bytes, 1], WARM_UPS + times)).map((each) => each.slice(WARM_UPS));
  const bodyMs = (length: number): number => (length / bytesPerSecond) * 1000;
  const wantedMs = bodyMs(bytes);
  const beyondMs = wantedMs - bodyMs(1);
  const seen = (way: 'get' | 'put') => whole.map((each) => tookMs(each[way]) / (wantedMs + delayMs));
  const beyond = (way: 'get' | 'put') => whole.map((each, i) => (tookMs(each[way]) - tookMs((tiny[i] as Seen)[way])) / beyondMs);
  return {
    given: {
      get: whole.map(({ getLine }) => getLine.bodyMs / wantedMs),
      put: whole.map(({ putLine }) => putLine.uploadMs / wantedMs),
    },
    seen: { get: seen('get'), put: seen('put') },
    beyond: { get: beyond('get'), put: beyond('put') },
  };
}

export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
