import { setTimeout as sleep } from 'node:timers/promises';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { StoreFailed } from '../../domain/errors.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import { KEY_ATTRIBUTE } from './item-attributes.ts';

/** Does a request, again while the service is throttling. */
type Waiting = <T>(work: () => Promise<T>) => Promise<T>;
type Key = Record<string, AttributeValue>;

/** DynamoDB takes no more requests in one BatchWriteItem. */
const BATCH = 25;
const BATCHES_AT_ONCE = 4;
/** What a batch leaves unprocessed is sent again so often, ever later: 13 s in all. */
const SENDINGS = 8;
const FIRST_WAIT_MS = 100;

/**
 * Pages of the keys that start with `prefix`. A scan: the table's only key is hashed, so that load spreads, and therefore has no
 * order. It reads consistently, because it is asked whether anything is left, and is billed by the size of what it passes.
 */
export async function* keyPages(
  client: DynamoDBClient,
  TableName: string,
  prefix: string,
  waiting: Waiting,
): AsyncGenerator<readonly string[]> {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  let from: Key | undefined;
  do {
    const command = new ScanCommand({
      TableName,
      ConsistentRead: true,
      ProjectionExpression: '#k',
      FilterExpression: 'begins_with(#k, :prefix)',
      ExpressionAttributeNames: { '#k': KEY_ATTRIBUTE },
      ExpressionAttributeValues: { ':prefix': { S: prefix } },
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const { Items = [], LastEvaluatedKey } = await waiting(() => client.send(command));
    yield Items.flatMap((item) => item[KEY_ATTRIBUTE]?.S ?? []);
    from = LastEvaluatedKey;
  } while (from !== undefined);
}

/** Deletes the items of these keys; those that are gone are fine. Throws StoreFailed for what stays unprocessed. */
export async function deleteKeys(
  client: DynamoDBClient,
  TableName: string,
  keys: readonly string[],
  waiting: Waiting,
  firstWaitMs = FIRST_WAIT_MS,
): Promise<void> {
  const { BatchWriteItemCommand } = await import('@aws-sdk/client-dynamodb');
  const requests = keys.map((key) => ({ DeleteRequest: { Key: { [KEY_ATTRIBUTE]: { S: key } } } }));
  const batches = Array.from({ length: Math.ceil(requests.length / BATCH) }, (_, i) =>
    requests.slice(i * BATCH, (i + 1) * BATCH),
  );
  await inParallel(batches, BATCHES_AT_ONCE, async (batch) => {
    let rest: readonly unknown[] = batch;
    for (let sending = 0; rest.length > 0; sending++) {
      if (sending === SENDINGS)
        throw new StoreFailed(`table ${TableName} does not delete items: it is throttling, try again later`);
      if (sending > 0) await sleep(firstWaitMs * 2 ** (sending - 1));
      const RequestItems = { [TableName]: rest as typeof batch };
      const { UnprocessedItems } = await waiting(() => client.send(new BatchWriteItemCommand({ RequestItems })));
      rest = UnprocessedItems?.[TableName] ?? [];
    }
  });
}
