// undici's dispatch, its fastest way: a client with one connection, or one for every request.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Client, type Dispatcher } from 'undici';
import type { Command } from '../../protocol.ts';
import { servePeer, type Timing } from '../serve.ts';

const BLOCK = Buffer.alloc(1024 * 1024);
const TIMEOUT_MS = 600_000;
const clients = new Map<string, Client>();

const dialled = ({ url, ca }: Command): Client =>
  new Client(new URL(url).origin, {
    connect: { ca: readFileSync(ca) },
    keepAliveTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    headersTimeout: TIMEOUT_MS,
  });

function kept(command: Command): Client {
  const { origin } = new URL(command.url);
  const client = clients.get(origin) ?? dialled(command);
  clients.set(origin, client);
  return client;
}

function* pieces(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= BLOCK.length) yield BLOCK.subarray(0, Math.min(left, BLOCK.length));
}

function send(client: Client, { method, url, bytes }: Command): Promise<Timing> {
  const upload = method === 'PUT';
  const body = bytes <= BLOCK.length ? BLOCK.subarray(0, bytes) : Readable.from(pieces(bytes));
  const options: Dispatcher.DispatchOptions = {
    method,
    path: new URL(url).pathname,
    ...(upload ? { body, headers: { 'content-length': String(bytes) } } : {}),
  };
  return new Promise((resolve, reject) => {
    let ttfbUs = 0;
    let got = 0;
    let status = 0;
    const start = performance.now();
    client.dispatch(options, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        ttfbUs = (performance.now() - start) * 1000;
        status = statusCode;
      },
      onResponseData(_controller, chunk) {
        got += chunk.length;
      },
      onResponseEnd() {
        const totalUs = (performance.now() - start) * 1000;
        if (status === 200 && got === (upload ? 0 : bytes)) resolve({ ttfbUs, totalUs });
        else reject(new Error(`status ${status}, ${got} bytes`));
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
  });
}

servePeer(
  async (command) => {
    await send(kept(command), { ...command, method: 'GET', url: command.open ?? command.url, bytes: 1 });
  },
  async (command) => {
    if (command.streams !== 1 || command.method === 'POST') throw new Error('one stream of GET or PUT only');
    if (command.connection === 'reused') return send(kept(command), command);
    const client = dialled(command);
    const timing = await send(client, command);
    await client.close();
    return timing;
  },
);
