// The raw engine against node:http on loopback: paired rounds in random order, medians and paired ratios.
// Prints one line a case; `npm run bench` takes some ten seconds. The server runs in a thread of its own.
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { createEngine } from '../agent/engine/engine.ts';
import type { Exchange } from '../lib/domain/order.ts';
import { seeded, shuffled } from '../lib/domain/random.ts';

const ROUNDS = 30;
const CASES = [
  { title: '1 KB GET', bytes: 1_000, requests: 100 },
  { title: '10 MB GET', bytes: 10_000_000, requests: 5 },
];

interface Timing {
  readonly ttfb: number;
  readonly total: number;
}

/** One thing that performs a GET over an open connection. */
interface Client {
  readonly name: string;
  get(bytes: number): Promise<Timing>;
}

function rawEngine(url: string): Client {
  const pool = createEngine({ seed: 1, timeoutSeconds: 30, signal: new AbortController().signal }).pool(0);
  return {
    name: 'raw engine',
    async get(bytes) {
      const part = { kind: 'object', method: 'GET', url: `${url}/${bytes}`, headers: {}, bytes, offset: 0 } as const;
      const exchange: Exchange = { parts: [part], parallel: 1, bytes };
      const { ttfb, total, error } = await pool.fly(exchange, { verify: false });
      if (error) throw new Error(error.message);
      return { ttfb: ttfb ?? Number.NaN, total: total ?? Number.NaN };
    },
  };
}

function nodeHttp(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    name: 'node:http',
    get: (bytes) =>
      new Promise((resolve, reject) => {
        const start = performance.now();
        get(`${url}/${bytes}`, { agent }, (response) => {
          const ttfb = performance.now() - start;
          response.on('data', () => {}).on('end', () => resolve({ ttfb, total: performance.now() - start }));
        }).on('error', reject);
      }),
  };
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
const median = (values: readonly number[]): number => quantile(values, 0.5);

async function main(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url));
  const [port] = (await once(worker, 'message')) as [number];
  const clients = [rawEngine(`http://127.0.0.1:${port}`), nodeHttp(`http://127.0.0.1:${port}`)];
  const random = seeded(1);
  for (const client of clients) for (let i = 0; i < 3000; i++) await client.get(1000);
  for (const { title, bytes, requests } of CASES) {
    const all = new Map<string, Timing[]>(clients.map(({ name }) => [name, []]));
    const ratios: Timing[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const medians = new Map<string, Timing>();
      for (const client of shuffled(clients, random)) {
        const timings: Timing[] = [];
        for (let i = 0; i < requests; i++) timings.push(await client.get(bytes));
        all.get(client.name)?.push(...timings);
        medians.set(client.name, {
          ttfb: median(timings.map(({ ttfb }) => ttfb)),
          total: median(timings.map(({ total }) => total)),
        });
      }
      const [raw, http] = clients.map(({ name }) => medians.get(name)) as [Timing, Timing];
      ratios.push({ ttfb: http.ttfb / raw.ttfb, total: http.total / raw.total });
    }
    for (const { name } of clients) {
      const timings = all.get(name) ?? [];
      const [ttfb, total] = [timings.map((timing) => timing.ttfb), timings.map((timing) => timing.total)];
      const us = (ms: number): string => `${(ms * 1000).toFixed(0)} us`;
      const rate = `${(bytes / median(total) / 1e6).toFixed(2)} GB/s`;
      console.log(
        `${title}  ${name.padEnd(10)}  ttfb p50 ${us(median(ttfb))} p99 ${us(quantile(ttfb, 0.99))}  total p50 ${us(median(total))} (${rate})  n ${timings.length}`,
      );
    }
    const [ttfb, total] = [median(ratios.map((ratio) => ratio.ttfb)), median(ratios.map((ratio) => ratio.total))];
    console.log(
      `${title}  node:http / raw engine, median of ${ROUNDS} paired rounds: ttfb ${ttfb.toFixed(2)}, total ${total.toFixed(2)}`,
    );
  }
  await worker.terminate();
}

/** Answers `GET /<bytes>` with that many bytes, as fast as it can. */
function serve(): void {
  const block = Buffer.alloc(10_000_000, 0x2e);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (request) => {
      const bytes = Number(/^GET \/(\d+)/.exec(request.toString('latin1'))?.[1]);
      socket.cork();
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`);
      socket.write(block.subarray(0, bytes));
      socket.uncork();
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
}

if (isMainThread) await main();
else serve();
