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

/** Puts and gets an object of `bytes` several times over one connection: what the client saw beside what the log says. */
export async function exchanges(shape: Shape, bytes: number, times: number): Promise<readonly Seen[]> {
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

/** Times of bodies as the log gives them and as the client saw them, in both directions, each as a share of what the shape wants. */
export async function bodyShares(delayMs: number, bytesPerSecond: number, bytes: number, times: number) {
  const seen = await exchanges({ delayMs, jitterMs: 0, bytesPerSecond, seed: 1 }, bytes, times);
  const wantedMs = (bytes / bytesPerSecond) * 1000;
  return {
    'get given': seen.map(({ getLine }) => getLine.bodyMs / wantedMs),
    'get seen, with the delay': seen.map(({ get }) => (get.lastAt - get.askedAt) / (wantedMs + delayMs)),
    'put given': seen.map(({ putLine }) => putLine.uploadMs / wantedMs),
    'put seen, with the delay': seen.map(({ put }) => (put.lastAt - put.askedAt) / (wantedMs + delayMs)),
  };
}

export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
