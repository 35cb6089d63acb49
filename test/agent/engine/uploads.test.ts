import { once } from 'node:events';
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../../agent/engine/engine.ts';
import { MovedBytes } from '../../../agent/engine/moved.ts';
import { connectionPool } from '../../../agent/engine/pool.ts';
import { upload } from '../../../agent/engine/upload.ts';
import { contentBlock } from '../../../lib/domain/content.ts';
import { exchange, objectPart, SEED } from '../exchanges.ts';
import { respond, scriptedServer } from '../scripted-server.ts';
import { ROOT, shown } from './certificates.ts';

const STANDSTILL_MS = 30;
const signal = new AbortController().signal;

beforeAll(() => setDefaultCACertificates([...getCACertificates(), ROOT]));

describe('an upload', () => {
  it('over TLS is complete when its answer and the end of the connection come before its own write is reported', async () => {
    const worker = new Worker(new URL('./fuzz/last-answer-server.ts', import.meta.url), { workerData: shown('good') });
    const [url] = (await once(worker, 'message')) as [string];
    const block = contentBlock(SEED);
    let standStill = false;
    const pool = connectionPool(
      {
        content: () => block,
        timeoutMs: 20_000,
        moved: new MovedBytes(),
        signal,
        // Runs once the request is written and before anything is read: answer and end then wait together.
        onHead: () => {
          if (!standStill) return;
          queueMicrotask(() => {
            for (const until = performance.now() + STANDSTILL_MS; performance.now() < until; );
          });
        },
      },
      0,
    );
    const put = exchange(objectPart('PUT', `${url}/key`, 1000));
    for (let i = 0; i < 10; i++) {
      standStill = false;
      expect((await pool.fly(put, { verify: false })).error).toBeNull();
      standStill = true;
      expect(await pool.fly(put, { verify: false })).toMatchObject({ error: null, reused: true, status: 200 });
      expect(pool.holds(put)).toBe(false);
    }
    pool.close();
    await worker.terminate();
  });

  it('of one TLS record is stamped with its write, also where the client stalls before that is reported', async () => {
    const server = await scriptedServer((socket) => socket.write(respond('200 OK')), { tls: shown('good') });
    const socket = connect({ host: '127.0.0.1', port: server.port, servername: 'localhost' });
    await once(socket, 'secureConnect');
    const target = { socket, secure: true, writeBytes: 256 * 1024 };
    const put = async (bytes: number): Promise<readonly string[]> => {
      const order: string[] = [];
      const head = Buffer.from(`PUT /key HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
      const answered = once(socket, 'data');
      const stamped = new Promise<void>((resolve) => {
        upload(target, head, [Buffer.alloc(bytes)], () => {
          order.push('stamped');
          resolve();
        });
      });
      order.push('written');
      await Promise.all([answered, stamped]);
      return order;
    };
    for (let i = 0; i < 3; i++) expect(await put(10_000)).toEqual(['stamped', 'written']);
    // More than a record may wait in the kernel's queue: the stamp is the report, never before it.
    expect(await put(1_000_000)).toEqual(['written', 'stamped']);
    expect(await put(17_000)).toEqual(['written', 'stamped']);
    expect(await put(0)).toEqual(['stamped', 'written']);
    socket.destroy();
    await server.close();
  });

  it.each([
    'HTTP/1.1 200 OK\r\nContent-Length: 0',
    'HTTP/1.1 204 No Content',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0',
  ])('that is answered before it is sent never has a time, whatever says so: %j', async (answer) => {
    const server = await scriptedServer(
      (socket) => {
        socket.pause();
        socket.write(`${answer}\r\n\r\n`);
      },
      { atHead: true },
    );
    const pool = createEngine({ seed: SEED, timeoutSeconds: 20, signal }).pool(0);
    const flight = await pool.fly(exchange(objectPart('PUT', `${server.url}/key`, 50_000_000)), { verify: false });
    expect(flight).toMatchObject({ error: { name: 'EarlyResponse' }, total: null });
    pool.close();
    await server.close();
  });

  it('that is refused early leaves the next one a connection of its own', async () => {
    let refuse = true;
    const server = await scriptedServer((socket) => socket.write(respond(refuse ? '403 Forbidden' : '200 OK')), { atHead: true });
    const pool = createEngine({ seed: SEED, timeoutSeconds: 20, signal }).pool(0);
    const big = await pool.fly(exchange(objectPart('PUT', `${server.url}/key`, 50_000_000)), { verify: false });
    expect(big).toMatchObject({ error: { name: 'HttpStatus' }, status: 403 });
    refuse = false;
    const next = await pool.fly(exchange(objectPart('PUT', `${server.url}/key`, 1000)), { verify: false });
    expect(next).toMatchObject({ error: null, reused: false });
    pool.close();
    await server.close();
  });
});
