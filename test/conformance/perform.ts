import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { contentSlices } from '../../lib/domain/content.ts';
import type { Exchange, ItemPart, ObjectPart } from '../../lib/domain/order.ts';

/** Performs a signed exchange the plain way, with nothing of the agent: returns what was read, empty for writes. Throws unless all is well. */
export async function perform(exchange: Exchange, content: Uint8Array): Promise<Buffer> {
  const read: Buffer[] = [];
  for (const part of exchange.parts) read.push(await (part.kind === 'object' ? object(part, content) : item(part, content)));
  return Buffer.concat(read);
}

async function object(part: ObjectPart, content: Uint8Array): Promise<Buffer> {
  const length = part.method === 'PUT' ? { 'content-length': part.bytes } : {};
  const sent = request(part.url, { method: part.method, headers: { ...part.headers, ...length }, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => sent.once('response', resolve).once('error', reject));
  const body = part.method === 'PUT' ? contentSlices(content, part.offset, part.bytes) : [];
  await pipeline(Readable.from(body), sent);
  const response = await answered;
  const received = await buffer(response);
  const expected = 'range' in part.headers ? 206 : 200;
  if (response.statusCode !== expected)
    throw new Error(`${part.method} answered ${response.statusCode}: ${received.toString().slice(0, 300)}`);
  return received;
}

async function item(part: ItemPart, content: Uint8Array): Promise<Buffer> {
  const { endpoint, region, table: TableName, key } = part;
  const client = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  try {
    if (part.operation === 'get') {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: { k: { S: key } }, ConsistentRead: true }));
      return Buffer.from(Item?.d?.B ?? []);
    }
    const data = Buffer.concat([...contentSlices(content, part.offset, part.bytes)]);
    await client.send(new PutItemCommand({ TableName, Item: { k: { S: key }, d: { B: data } } }));
    return Buffer.alloc(0);
  } finally {
    client.destroy();
  }
}
