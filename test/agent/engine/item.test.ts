import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../../agent/engine/engine.ts';
import { DYNAMODB_ENTRY } from '../../../lib/adapters/local/dynamodb/config.ts';
import { type Service, startService } from '../../../lib/adapters/local/service.ts';
import type { Exchange, ItemPart } from '../../../lib/domain/order.ts';
import { content, SEED } from '../exchanges.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'secret' };
const engine = createEngine({ seed: SEED, timeoutSeconds: 10, signal: new AbortController().signal });
let service: Service;
let client: DynamoDBClient;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  service = await startService(DYNAMODB_ENTRY, { port: 0 });
  client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${service.port}`, region: 'us-east-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'items',
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await service.stop();
  vi.unstubAllEnvs();
});

const item = (operation: 'get' | 'put', key: string, bytes: number, offset = 5): ItemPart => ({
  kind: 'item',
  operation,
  endpoint: `http://127.0.0.1:${service.port}`,
  region: 'us-east-1',
  table: 'items',
  key,
  bytes,
  offset,
});
const exchange = (...parts: readonly ItemPart[]): Exchange => ({
  parts,
  parallel: 8,
  bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
});
const stored = (key: string, data: Uint8Array) =>
  client.send(new PutItemCommand({ TableName: 'items', Item: { k: { S: key }, d: { B: data } } }));

describe('a DynamoDB item', () => {
  it.each([1, 1000, 390_000])('of %d bytes is written as it should be, and read back verified', async (bytes) => {
    const pool = engine.pool(0);
    const key = `put/${bytes}/"1"`;
    const put = await pool.fly(exchange(item('put', key, bytes)), { verify: false });
    expect(put).toMatchObject({ error: null, status: 200, reused: false });
    expect(put.upload).toBeGreaterThan(0);
    expect(put.request).toMatch(/\S/);
    const { Item } = await client.send(new GetItemCommand({ TableName: 'items', Key: { k: { S: key } } }));
    expect(Buffer.from(Item?.d?.B ?? []).equals(content(5, bytes))).toBe(true);
    const verified = await pool.fly(exchange(item('get', key, bytes)), { verify: true });
    const timed = await pool.fly(exchange(item('get', key, bytes)), { verify: false });
    expect([verified.error, timed.error, timed.upload, timed.reused]).toEqual([null, null, null, true]);
    pool.close();
  });

  it('of other content or another length than the verified one is found out', async () => {
    const pool = engine.pool(0);
    await stored('right', content(5, 1000));
    await stored('wrong', content(6, 1000));
    await stored('short', content(5, 990));
    const read = async (key: string, verify: boolean) =>
      (await pool.fly(exchange(item('get', key, 1000)), { verify })).error?.name;
    expect(await read('short', false)).toBe('LengthMismatch');
    expect(await read('wrong', true)).toBe('ContentMismatch');
    expect(await read('missing', true)).toBe('ContentMismatch');
    expect(await read('right', true)).toBeUndefined();
    expect(await read('short', false)).toBe('LengthMismatch');
    expect(await read('missing', false)).toBe('LengthMismatch');
    expect(await read('right', false)).toBeUndefined();
    pool.close();
  });

  it('composed of many moves over eight connections at most', async () => {
    const pool = engine.pool(0);
    const parts = (operation: 'get' | 'put') =>
      exchange(...Array.from({ length: 26 }, (_, i) => item(operation, `many.${i}`, 38_000, i * 38_000)));
    const put = await pool.fly(parts('put'), { verify: false });
    const get = await pool.fly(parts('get'), { verify: true });
    pool.close();
    expect([put.error, get.error, get.reused]).toEqual([null, null, true]);
  });

  it('of a table that is not there fails with the service’s own name for it', async () => {
    const pool = engine.pool(0);
    const flight = await pool.fly(exchange({ ...item('get', 'x', 1), table: 'no-table' }), { verify: true });
    expect(flight.error).toEqual({ name: 'HttpStatus', message: 'answered 400 ResourceNotFoundException' });
    pool.close();
  });

  it('that was made ready needs no keys any more, and one that was not does', async () => {
    const pool = engine.pool(0);
    const [put, get] = [exchange(item('put', 'ready', 1000)), exchange(item('get', 'ready', 1000))];
    await pool.ready([put, get]);
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    const written = await pool.fly(put, { verify: true });
    const read = await pool.fly(get, { verify: true });
    const again = await pool.fly(get, { verify: true });
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    pool.close();
    expect([written.error, read.error, again.error?.name]).toEqual([null, null, 'NoCredentials']);
  });

  it('cannot be signed on a host without credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    const flight = await engine.pool(0).fly(exchange(item('get', 'x', 1)), { verify: true });
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    expect(flight.error?.name).toBe('NoCredentials');
  });
});
