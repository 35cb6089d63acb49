// The AWS SDK v3: GetObject and PutObject with checksums only where the service requires them. It signs within the clock, as it always does.
import { readFileSync } from 'node:fs';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Command } from '../../protocol.ts';
import { servePeer, type Timing } from '../serve.ts';

const LARGEST_BUFFER_BYTES = 8_000_000;
const clients = new Map<string, S3Client>();

function made({ url, ca, connection }: Command): S3Client {
  const secure = { ca: readFileSync(ca), keepAlive: connection === 'reused' };
  return new S3Client({
    endpoint: new URL(url).origin,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    requestHandler: { httpsAgent: new https.Agent(secure), httpAgent: { keepAlive: connection === 'reused' } },
  });
}

function clientOf(command: Command): S3Client {
  const id = `${new URL(command.url).origin} ${command.connection}`;
  const client = clients.get(id) ?? made(command);
  clients.set(id, client);
  return client;
}

async function send(command: Command): Promise<Timing> {
  const client = clientOf(command);
  const [, Bucket = '', ...rest] = new URL(command.url).pathname.split('/');
  const Key = rest.join('/');
  const body = command.method === 'PUT' ? Buffer.alloc(command.bytes) : undefined;
  const start = performance.now();
  const since = (): number => (performance.now() - start) * 1000;
  if (body) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: body }));
    return { ttfbUs: since(), totalUs: since() };
  }
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  const ttfbUs = since();
  let got = 0;
  for await (const chunk of Body as Readable) got += (chunk as Buffer).length;
  if (got !== command.bytes) throw new Error(`${got} bytes`);
  return { ttfbUs, totalUs: since() };
}

servePeer(
  async (command) => {
    await send({ ...command, method: 'GET', url: command.open ?? command.url, bytes: 1 });
  },
  (command) => {
    if (command.streams !== 1 || command.method === 'POST') throw new Error('one stream of GET or PUT only');
    if (command.method === 'PUT' && command.bytes > LARGEST_BUFFER_BYTES)
      throw new Error('a large body would have to be hashed first');
    return send(command);
  },
);
