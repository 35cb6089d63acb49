import { readFile } from 'node:fs/promises';
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { contentBlock, contentSlices } from '../../lib/domain/content.ts';
import type { Sample } from '../../lib/domain/sample.ts';
import { bundled, cleanUp, sourceOf, startAgent } from '../agent/agent-process.ts';
import { blockOf, exchange, objectPart, orderOf, post, SEED } from '../agent/exchanges.ts';

const GB = 1_000_000_000;
/** 100 MB in the KiB that the kernel counts in. */
const LIMIT_KIB = Math.floor(100e6 / 1024);
const content = contentBlock(SEED);
afterAll(cleanUp);

/** Items of a block: short ones are all held signed, long ones are signed one after the other. */
const ITEMS = 12;
const ITEM_BYTES = [16_000, 390_000] as const;
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Targets are `/<offset>/<bytes>`; a POST is an item that is written. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'POST') {
    request.resume().on('end', () => response.writeHead(200, { 'content-length': 2 }).end('{}'));
    return;
  }
  const [, offset, bytes] = (request.url ?? '').split('/').map(Number);
  if (request.method === 'PUT') {
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on('end', () => response.writeHead(received === bytes ? 200 : 400).end());
    return;
  }
  response.setHeader('content-length', bytes ?? 0);
  const slices = contentSlices(content, offset ?? 0, bytes ?? 0);
  const next = (): void => {
    for (let slice = slices.next(); ; slice = slices.next()) {
      if (slice.done) return void response.end();
      if (!response.write(slice.value)) return void response.once('drain', next);
    }
  };
  next();
}

describe('peak memory of the agent stays below 100 MB', () => {
  it.each([
    ['plain', 1],
    ['plain', 16],
    ['TLS', 1],
    ['TLS', 16],
  ] as const)(
    'while 1 GB is read and written over %s in %i streams, content verified, and items are written',
    async (kind, streams) => {
      const file = (name: string): string => sourceOf(`test/fixtures/tls/localhost.${name}.pem`);
      const server =
        kind === 'TLS'
          ? createSecure({ key: await readFile(file('key')), cert: await readFile(file('cert')) }, answer)
          : createPlain(answer);
      // A stream that is done early waits for the slowest of 16, longer than a server of Node lets it by itself.
      server.keepAliveTimeout = 60_000;
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `${kind === 'TLS' ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const one = (method: 'GET' | 'PUT', bytes: number, count: number) =>
        exchange(
          ...Array.from({ length: count }, (_, i) => {
            const offset = (i * bytes) / count;
            return objectPart(method, `${url}/${offset}/${bytes / count}`, bytes / count, offset);
          }),
        );
      const blocks = (['GET', 'PUT'] as const).flatMap((method) => [
        { ...blockOf('reused', 1, Array(2).fill(one(method, 1, 1))), cell: `${method} 1B` },
        { ...blockOf('reused', 1, Array(2).fill(one(method, GB, streams))), cell: `${method} 1GB` },
      ]);
      const table = { endpoint: url, region: 'us-east-1', table: 'items', key: 'k' };
      const items = ITEM_BYTES.map((bytes) => {
        const put = () => exchange({ kind: 'item', operation: 'put', ...table, bytes, offset: 0 });
        return { ...blockOf('reused', 1, Array.from({ length: ITEMS }, put)), cell: `items ${bytes}` };
      });
      const agent = startAgent(await bundled('agent/entry.ts'), post, { ...KEYS, NODE_EXTRA_CA_CERTS: file('cert') });
      agent.send({ order: orderOf([...blocks, ...items], { timeoutSeconds: 60, calibrationRequests: 20 }) });
      expect(await agent.next('end')).toMatchObject({ error: null });
      const status = await readFile(`/proc/${agent.child.pid}/status`, 'utf8');
      const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
      const samples = agent.lines.filter((line): line is Sample => line.kind === 'warmup' || line.kind === 'timed');
      await agent.end();
      server.closeAllConnections();
      server.close();
      expect(samples.map(({ error }) => error)).toEqual(Array(8 + ITEM_BYTES.length * ITEMS).fill(null));
      console.log(`${kind}, ${streams} streams: peak ${((peak * 1024) / 1e6).toFixed(1)} MB`);
      expect(peak).toBeLessThan(LIMIT_KIB);
    },
  );
});
