import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { deleteKeys } from '../../../../lib/adapters/stores/table-keys.ts';
import { type Loopback, loopback } from '../aws/fakes/loopback.ts';

type Deletes = readonly { readonly DeleteRequest: { readonly Key: { readonly k: { readonly S: string } } } }[];

let server: Loopback | undefined;
let client: DynamoDBClient | undefined;
afterEach(async () => {
  client?.destroy();
  await server?.close();
});

/** A table that carries out `most` deletes of a batch and hands the rest back, as DynamoDB does under load. */
async function reluctantTable(most: number) {
  const deleted: string[] = [];
  const batches: number[] = [];
  server = await loopback(({ body }) => {
    const asked = (JSON.parse(body) as { RequestItems: { t: Deletes } }).RequestItems.t;
    batches.push(asked.length);
    deleted.push(...asked.slice(0, most).map(({ DeleteRequest }) => DeleteRequest.Key.k.S));
    const rest = asked.slice(most);
    const said = { UnprocessedItems: rest.length > 0 ? { t: rest } : {} };
    return { status: 200, type: 'application/x-amz-json-1.0', body: JSON.stringify(said) };
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
  const remove = (keys: readonly string[]) => deleteKeys(client as DynamoDBClient, 't', keys, (work) => work(), 1);
  return { deleted, batches, remove };
}

const keys = Array.from({ length: 60 }, (_, i) => `key-${i}`);

describe('deleting items', () => {
  it('goes in batches of 25 and sends again what DynamoDB left unprocessed', async () => {
    const { deleted, batches, remove } = await reluctantTable(10);
    await remove(keys);
    expect([...deleted].sort()).toEqual([...keys].sort());
    expect(Math.max(...batches)).toBe(25);
  });

  it('gives up by name when nothing is processed any more', async () => {
    const { batches, remove } = await reluctantTable(0);
    await expect(remove(['a'])).rejects.toThrow(
      expect.objectContaining({
        name: 'StoreFailed',
        message: 'table t does not delete items: it is throttling, try again later',
      }),
    );
    expect(batches).toHaveLength(8);
  });

  it('asks nothing where there is nothing to delete', async () => {
    const { batches, remove } = await reluctantTable(0);
    await remove([]);
    expect(batches).toEqual([]);
  });
});
