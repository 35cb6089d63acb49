import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TagResourceCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DYNAMODB_ENTRY, type DynamoDbStandInConfig } from '../../../../lib/adapters/local/dynamodb/config.ts';
import { startService } from '../../../../lib/adapters/local/service.ts';
import { itemStore } from '../../../../lib/adapters/stores/item-store.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
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

const PLACE = 'dynamodb.us-east-1';
const sharedRecord: StoreRecord = { id: 'dynamodb', title: 'DynamoDB', site: region, kind: 'item', place: PLACE, region };
const sharedAt = (endpoint: string, run: string, now = () => new Date()) =>
  itemStore({ record: sharedRecord, run, region, credentials, endpoint, table: 'shared', whenMissing: 'deploy first', now });

storeConformance('itemStore in a table that it shares', async () => {
  const { endpoint, table, put, stop } = await standIn();
  await table('shared');
  await put('shared', 'firstbyte/neighbour/kept', 'another run is still measuring');
  return {
    store: (run) => sharedAt(endpoint, run),
    disown: (run) => put('shared', `firstbyte/${run}/${PLACE}/.firstbyte-run`, 'another'),
    squat: (run) => put('shared', `firstbyte/${run}/${PLACE}/kept`, 'somebody else needs this'),
    unreachable: () => sharedAt('http://127.0.0.1:1', 'nowhere'),
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

  describe('in a table that it shares', () => {
    const content = contentBlock(1);
    const at = (run: string, now?: () => Date) => sharedAt(service.endpoint, run, now);
    beforeAll(() => service.table('shared'));

    it('leaves the items of other runs alone, also of one whose name begins like its own', async () => {
      const [mine, other] = [at('run'), at('run-2')];
      await mine.open();
      await other.open();
      for (const store of [mine, other]) await store.seed({ key: 'a', bytes: 10, offset: 0, content });
      await mine.close();
      expect(await mine.left()).toEqual({ items: 0 });
      expect(await other.left()).toEqual({ items: 2 });
      await other.close();
    });

    it('removes more items than one batch or one page holds', async () => {
      const store = at('many');
      await store.open();
      for (let i = 0; i < 3; i++) await store.seed({ key: `pool/${i}`, bytes: 10_000_000, offset: 0, content });
      await service.put('shared', `firstbyte/many/${PLACE}/put/late`, 'written by an agent');
      expect(await store.left()).toEqual({ items: 3 * 26 + 2 });
      await store.close();
      expect(await store.left()).toEqual({ items: 0 });
    });

    it('lets what it writes expire, but never the marker that allows a later sweep', async () => {
      const store = at('ends', () => new Date('2026-11-21T00:00:00Z'));
      await store.open();
      await store.seed({ key: 'a', bytes: 10, offset: 0, content });
      const expires = async (key: string) => {
        const Key = { k: { S: `firstbyte/ends/${PLACE}/${key}` } };
        return (await service.client.send(new GetItemCommand({ TableName: 'shared', Key }))).Item?.expires?.N;
      };
      expect(await expires('a.0')).toBe(String(Date.UTC(2026, 10, 29) / 1000));
      expect(await expires('.firstbyte-run')).toBeUndefined();
      await store.close();
    });

    it('says what to do when the table is not there, and has nothing left in it', async () => {
      const store = itemStore({
        ...{ record: sharedRecord, run: 'none', region, credentials, endpoint: service.endpoint, now: () => new Date() },
        ...{ table: 'missing', whenMissing: 'deploy first' },
      });
      await expect(store.open()).rejects.toThrow(`${PLACE}: table missing does not exist: deploy first`);
      await store.close();
      expect(await store.left()).toEqual({ items: 0 });
    });
  });
});
