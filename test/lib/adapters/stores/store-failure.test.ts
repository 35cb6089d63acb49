import { readFileSync } from 'node:fs';
import { createServer as httpServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as httpsServer } from 'node:https';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer as netServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { itemStore } from '../../../../lib/adapters/stores/item-store.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import { BadInput, StoreFailed } from '../../../../lib/domain/errors.ts';
import type { Store } from '../../../../lib/pipeline/ports.ts';
import { keys, record, storesAt } from './s3-under-test.ts';

const patience = { connectSeconds: 1, contactSeconds: 3, answerSeconds: 0.3, throttledSeconds: 1 };
const content = contentBlock(1);
const running: Server[] = [];
const sockets = new Set<Socket>();
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of running.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
  running.push(server);
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const plain = async (listener: RequestListener) => `http://127.0.0.1:${await portOf(httpServer(listener))}`;
const raw = async (connected: (socket: Socket) => void) => `http://127.0.0.1:${await portOf(netServer(connected))}`;
const xml = (response: ServerResponse, status: number, code: string) =>
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<Error><Code>${code}</Code><Message>why: ${code}</Message></Error>`);
const answers = (status: number, code: string) => () =>
  plain((request, response) => void request.resume().on('end', () => xml(response, status, code)));

async function untrusted(): Promise<string> {
  // The self-signed certificate that dynalite carries for its own tests.
  const file = (name: string) => readFileSync(createRequire(import.meta.url).resolve(`dynalite/ssl/${name}`));
  const server = httpsServer({ key: file('server-key.pem'), cert: file('server-crt.pem') }, (_, response) => response.end());
  return `https://127.0.0.1:${await portOf(server)}`;
}

const network: [string, () => Promise<string>, RegExp][] = [
  ['does not resolve', async () => 'http://firstbyte.invalid', /firstbyte.invalid does not resolve.*: check its spelling/],
  ['refuses connections', async () => 'http://127.0.0.1:1', /refuses connections: check its port/],
  ['accepts and never answers', () => raw(() => {}), /does not answer in time: check its address/],
  ['closes before it answers', () => raw((socket) => socket.destroy()), /closes the connection early: check/],
  [
    'does not speak HTTP',
    () => raw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
    /does not speak HTTP \(HPE_.*\): check its port/,
  ],
  ['has a certificate nobody signed', untrusted, /certificate this machine does not trust \(\w+\): use the host name/],
  [
    'does not speak TLS',
    async () => (await plain((_, response) => response.end())).replace('http:', 'https:'),
    /does not speak TLS: try http:/,
  ],
];

const answered: [string, () => Promise<string>, RegExp][] = [
  [
    'does not know the keys',
    answers(403, 'InvalidAccessKeyId'),
    /access key id: check that the keys.*\(403 InvalidAccessKeyId\)/,
  ],
  ['rejects the signature', answers(403, 'SignatureDoesNotMatch'), /rejects the signature: check the secret access key/],
  ['denies access', answers(403, 'AccessDenied'), /denies access: the keys need to/],
  ['is another region', answers(301, 'PermanentRedirect'), /another region: correct the endpoint/],
  ['is broken', answers(500, 'InternalError'), /fails with 500 InternalError \(why: InternalError\): try again later/],
  ['throttles', answers(503, 'SlowDown'), /is throttling: wait and run again/],
  ['answers what no S3 says', answers(418, 'Teapot'), /answers 418 Teapot: why: Teapot/],
  ['is a web page', () => plain((_, response) => void response.writeHead(404).end('<html>not found</html>')), /answers 404/],
];

async function failure(work: Promise<void>): Promise<Error> {
  return work.then(
    () => expect.unreachable('it worked'),
    (error: Error) => error,
  );
}

function expectOneClearLine(error: Error, says: RegExp): void {
  expect(error).toBeInstanceOf(StoreFailed);
  expect(error.message).toMatch(says);
  expect(error.message).toMatch(new RegExp(`^${record.id}: `));
  expect(error.message).not.toMatch(/\n|X-Amz| {4}at /);
}

const atObjects = (endpoint: string): Store => storesAt(endpoint)('failing', { patience });
const atItems = (endpoint: string): Store =>
  itemStore({ record, run: 'failing', endpoint, region: keys.region, credentials: keys, now: () => new Date(), patience });

describe.concurrent('a store says in one line what to do when its service', () => {
  it.each([...network, ...answered])('%s', async (_, start, says) => {
    expectOneClearLine(await failure(atObjects(await start()).open()), says);
  });

  it.each([...network, ...answered.slice(0, 6)])('%s, while objects are seeded', async (_, start, says) => {
    const seeding = atObjects(await start()).seed({ key: 'a', bytes: 30_000_000, offset: 0, content });
    expectOneClearLine(await failure(seeding), says);
  });

  it.each(network)('%s, for items', async (_, start, says) => {
    expectOneClearLine(await failure(atItems(await start()).open()), says);
  });
});

describe('a store', () => {
  it('says that a bucket name is taken by somebody else', async () => {
    const endpoint = await plain((request, response) =>
      request.method === 'PUT' ? xml(response, 409, 'BucketAlreadyExists') : xml(response, 404, 'NoSuchBucket'),
    );
    expectOneClearLine(await failure(atObjects(endpoint).open()), /bucket name is taken by another account: start a new run/);
  });

  it('says that the bucket it was given does not exist', async () => {
    const endpoint = await answers(404, 'NoSuchBucket')();
    const store = storesAt(endpoint)('failing', { bucket: 'mine', patience });
    expectOneClearLine(await failure(store.open()), /bucket mine does not exist: create it/);
    await store.close();
    expect(await store.left()).toEqual({ objects: 0, uploads: 0, buckets: 0 });
  });

  it('tries a seed three times when the service fails, and never when it refuses', async () => {
    for (const [status, code, expected] of [
      [500, 'InternalError', 3],
      [403, 'AccessDenied', 1],
    ] as const) {
      let asked = 0;
      const endpoint = await plain((request, response) => {
        asked++;
        request.resume().on('end', () => xml(response, status, code));
      });
      await failure(atObjects(endpoint).seed({ key: 'a', bytes: 1, offset: 0, content }));
      expect(asked).toBe(expected);
    }
  });

  it.each([
    ['503 SlowDown', 503, 'SlowDown'],
    ['429', 429, 'TooManyRequests'],
    ["Wasabi's 400", 400, 'RequestRateLimitExceeded'],
  ])('waits while its service throttles with %s, in administration as in seeding', async (_, status, code) => {
    // The SDK itself asks three times before it hands a 503 over.
    let refusals = 4;
    const endpoint = await plain((request, response) => {
      request.resume().on('end', () => {
        if (refusals-- > 0) xml(response, status, code);
        else if (request.method === 'GET') xml(response, 404, 'NoSuchBucket');
        else response.end();
      });
    });
    const store = storesAt(endpoint)('throttled', { patience: { ...patience, throttledSeconds: 20 } });
    await store.open();
    expect(refusals).toBeLessThan(0);
    refusals = 2;
    await store.seed({ key: 'a', bytes: 1, offset: 0, content });
    expect(refusals).toBeLessThan(0);
  });

  it.each(['s3.example.com', 'ftp://example.com', 'https://', 'http://a?b=c'])('refuses %s as an endpoint', (endpoint) => {
    expect(() => atObjects(endpoint)).toThrow(BadInput);
    expect(() => atItems(endpoint)).toThrow(/is not the address of a server/);
  });
});
