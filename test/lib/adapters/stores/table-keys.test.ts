import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { DYNAMODB_ENTRY, type DynamoDbStandInConfig } from '../../../../lib/adapters/local/dynamodb/config.ts';
import { startService } from '../../../../lib/adapters/local/service.ts';
import { connectTable } from '../../../../lib/adapters/stores/table.ts';
import { type DeletePatience, keyPages, keyRemover } from '../../../../lib/adapters/stores/table-keys.ts';
import { type Answered, type Asked, type Loopback, loopback } from '../aws/fakes/loopback.ts';

type Deletes = readonly { readonly DeleteRequest: { readonly Key: { readonly k: { readonly S: string } } } }[];

const TABLE = 'items';
const TYPE = 'application/x-amz-json-1.0';
const region = 'us-east-1';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const QUICK: DeletePatience = { firstWaitMs: 1, longestWaitMs: 20, stuckSeconds: 0.2, longestSeconds: 30 };

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function served(answer: (asked: Asked) => Answered | Promise<Answered>): Promise<Loopback> {
  const server = await loopback(answer);
  ends.push(() => server.close());
  return server;
}

function clientOf(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  ends.push(() => client.destroy());
  return client;
}

const asksToDelete = ({ headers }: Asked) => String(headers['x-amz-target']).endsWith('.BatchWriteItem');
const asked = ({ body }: Asked): Deletes => (JSON.parse(body) as { RequestItems: { [TABLE]: Deletes } }).RequestItems[TABLE];
const said = (rest: Deletes, answer: object = {}): string =>
  JSON.stringify({ ...answer, UnprocessedItems: rest.length > 0 ? { [TABLE]: rest } : {} });

/** A table that carries out as many deletes of a batch as `takes` says and hands the rest back, as DynamoDB does under load. */
async function reluctantTable(takes: (batch: number) => number, patience = QUICK) {
  const deleted: string[] = [];
  const batches: number[] = [];
  const server = await served((request) => {
    const deletes = asked(request);
    const taken = takes(batches.push(deletes.length));
    deleted.push(...deletes.slice(0, taken).map(({ DeleteRequest }) => DeleteRequest.Key.k.S));
    return { status: 200, type: TYPE, body: said(deletes.slice(taken)) };
  });
  return { deleted, batches, remove: keyRemover(clientOf(server.url), TABLE, (work) => work(), patience) };
}

const keys = Array.from({ length: 60 }, (_, i) => `key-${i}`);
const THROTTLING = expect.objectContaining({
  name: 'StoreFailed',
  message: 'table items does not delete items: it is throttling, try again later',
});

describe('deleting items', () => {
  it('goes in batches of 25 and sends again what DynamoDB left unprocessed', async () => {
    const { deleted, batches, remove } = await reluctantTable(() => 10);
    await remove(keys);
    expect([...deleted].sort()).toEqual([...keys].sort());
    expect(Math.max(...batches)).toBe(25);
  });

  it('goes on for as long as anything is deleted at all, however little', async () => {
    // One item of every fifth sending: more sendings than any fixed number of attempts.
    const { deleted, batches, remove } = await reluctantTable((batch) => (batch % 5 === 0 ? 1 : 0), {
      ...QUICK,
      longestWaitMs: 2,
      stuckSeconds: 10,
    });
    await remove(keys.slice(0, 20));
    expect(deleted).toHaveLength(20);
    expect(batches.length).toBeGreaterThanOrEqual(100);
  });

  it('gives up by name when nothing is processed any more', async () => {
    const { batches, remove } = await reluctantTable(() => 0);
    await expect(remove(['a'])).rejects.toThrow(THROTTLING);
    expect(batches.length).toBeGreaterThan(3);
  });

  it('gives up by name when the time for all pages together is over', async () => {
    const { deleted, remove } = await reluctantTable(() => 1, { ...QUICK, longestSeconds: 0.2, firstWaitMs: 20 });
    await expect(
      (async () => {
        for (;;) await remove(keys);
      })(),
    ).rejects.toThrow(THROTTLING);
    expect(deleted.length).toBeGreaterThan(0);
  });

  it('asks nothing where there is nothing to delete', async () => {
    const { batches, remove } = await reluctantTable(() => 0);
    await remove([]);
    expect(batches).toEqual([]);
  });
});

describe('deleting the items of a table that takes little at a time', () => {
  it('empties it, and hardly asks for more than it takes', async () => {
    const dynalite = await startService(DYNAMODB_ENTRY, { port: 0 } satisfies DynamoDbStandInConfig);
    ends.push(() => dynalite.stop());
    const real = `http://127.0.0.1:${dynalite.port}`;
    const table = await connectTable({ endpoint: real, region, credentials }, TABLE);
    ends.push(() => table.disconnect());
    await table.create({ name: 'x', value: 'y' });
    await table.usable();
    const wanted = Array.from({ length: 40 }, (_, i) => `run/${String(i).padStart(2, '0')}`);
    const content = new Uint8Array(100_000);
    await Promise.all([...wanted, 'other/kept'].map((key) => table.put(key, content)));

    // Two deletes in 50 ms; what is asked beyond that comes back unprocessed.
    let [tokens, filled, refused, sendings] = [2, performance.now(), 0, 0];
    const { url } = await served(async (request) => {
      const { 'x-amz-target': target = '', authorization = '', 'x-amz-date': date = '' } = request.headers;
      const headers = { 'content-type': TYPE, 'x-amz-target': String(target), authorization, 'x-amz-date': String(date) };
      const pass = async (body: string) => {
        const response = await fetch(real, { method: 'POST', headers, body });
        return { status: response.status, type: TYPE, body: await response.text() };
      };
      if (!asksToDelete(request)) return pass(request.body);
      const now = performance.now();
      tokens = Math.min(2, tokens + ((now - filled) / 50) * 2);
      filled = now;
      const deletes = asked(request);
      const taken = Math.min(deletes.length, Math.floor(tokens));
      tokens -= taken;
      sendings++;
      refused += deletes.length - taken;
      if (taken === 0) return { status: 200, type: TYPE, body: said(deletes) };
      const done = await pass(JSON.stringify({ RequestItems: { [TABLE]: deletes.slice(0, taken) } }));
      return { ...done, body: said(deletes.slice(taken), JSON.parse(done.body) as object) };
    });
    const client = clientOf(url);
    const remove = keyRemover(client, TABLE, (work) => work(), { ...QUICK, longestWaitMs: 100, stuckSeconds: 10 });
    for await (const page of keyPages(client, TABLE, 'run/', (work) => work())) await remove(page);

    const left: string[] = [];
    for await (const page of table.keys('')) left.push(...page);
    expect(left).toEqual(['other/kept']);
    expect(refused).toBeGreaterThan(0);
    expect(sendings).toBeLessThan(wanted.length * 1.5);
  });
});
