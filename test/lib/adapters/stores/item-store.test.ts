import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TagResourceCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DYNAMODB_ENTRY, type DynamoDbStandInConfig } from '../../../../lib/adapters/local/dynamodb/config.ts';
import { startService } from '../../../../lib/adapters/local/service.ts';
import { itemStore } from '../../../../lib/adapters/stores/item-store.ts';
import type { StoreRecord } from '../../../../lib/domain/run.ts';
import { storeConformance } from '../../../conformance/store.ts';

const record: StoreRecord = { id: 'dynamodb-local', title: 'DynamoDB stand-in', site: 'local', kind: 'dynamodb' };
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'us-east-1';
const storeAt = (endpoint: string, run: string) =>
  itemStore({ record, run, region, credentials, endpoint, now: () => new Date() });

async function standIn() {
  const service = await startService(DYNAMODB_ENTRY, { port: 0 } satisfies DynamoDbStandInConfig);
  const endpoint = `http://127.0.0.1:${service.port}`;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  return {
    endpoint,
    client,
    async table(TableName: string) {
      const AttributeDefinitions = [{ AttributeName: 'k', AttributeType: 'S' as const }];
      const KeySchema = [{ AttributeName: 'k', KeyType: 'HASH' as const }];
      await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions, KeySchema }));
      await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { TableName });
    },
    async put(TableName: string, key: string, text: string) {
      await client.send(new PutItemCommand({ TableName, Item: { k: { S: key }, d: { S: text } } }));
    },
    async stop() {
      client.destroy();
      await service.stop();
    },
  };
}

storeConformance('itemStore on dynalite', async () => {
  const { endpoint, table, put, stop } = await standIn();
  return {
    store: (run) => storeAt(endpoint, run),
    disown: (run) => put(`firstbyte-${run}`, '.firstbyte-run', 'another'),
    async squat(run) {
      await table(`firstbyte-${run}`);
      await put(`firstbyte-${run}`, 'kept', 'somebody else needs this');
    },
    unreachable: () => storeAt('http://127.0.0.1:1', 'nowhere'),
    stop,
  };
});

describe('itemStore', () => {
  let service: Awaited<ReturnType<typeof standIn>>;
  beforeAll(async () => {
    service = await standIn();
  });
  afterAll(() => service.stop());

  it.each([
    ['this run', 'tagged-ours', async (store: ReturnType<typeof storeAt>) => expect(await store.left()).toEqual({ tables: 0 })],
    ['another', 'tagged-theirs', async (store: ReturnType<typeof storeAt>) => expect(await store.left()).toEqual({ tables: 1 })],
  ])('knows a table by its tag before it has a marker: one of %s', async (whose, run, check) => {
    // dynalite ignores tags at creation, so this is what AWS does at once.
    const TableName = `firstbyte-${run}`;
    await service.table(TableName);
    const { Table } = await service.client.send(new DescribeTableCommand({ TableName }));
    const Tags = [{ Key: 'firstbyte-run', Value: whose === 'this run' ? run : whose }];
    await service.client.send(new TagResourceCommand({ ResourceArn: Table?.TableArn, Tags }));
    const store = storeAt(service.endpoint, run);
    if (whose === 'this run') await store.close();
    else await expect(store.close()).rejects.toThrow(/belongs to another run \(another\): it is left alone/);
    await check(store);
  });

  it('asks for one item up to 390,000 bytes, and for several over at most 8 connections above', async () => {
    const store = storeAt(service.endpoint, 'signed');
    const of = (bytes: number) => store.sign({ operation: 'get', key: 'pool/7', bytes, offset: 100, streams: 1 });
    expect(await of(390_000)).toEqual({
      parts: [
        {
          kind: 'item',
          operation: 'get',
          endpoint: service.endpoint,
          region,
          table: 'firstbyte-signed',
          key: 'pool/7.0',
          bytes: 390_000,
          offset: 100,
        },
      ],
      parallel: 1,
      bytes: 390_000,
    });
    const { parts, parallel } = await of(10_000_000);
    expect(parallel).toBe(8);
    expect(parts).toHaveLength(26);
    expect(parts.map((part) => part.kind === 'item' && part.key)).toEqual(Array.from({ length: 26 }, (_, i) => `pool/7.${i}`));
    expect(parts.at(-1)?.offset).toBe(100 + 10_000_000 - (parts.at(-1)?.bytes ?? 0));
  });

  it("names AWS's own endpoint of the region when none is given", async () => {
    const store = itemStore({ record, run: 'aws', region: 'eu-central-1', now: () => new Date() });
    const { parts } = await store.sign({ operation: 'put', key: 'a', bytes: 1, offset: 0, streams: 1 });
    expect(parts[0]).toMatchObject({ endpoint: 'https://dynamodb.eu-central-1.amazonaws.com', operation: 'put' });
  });
});
