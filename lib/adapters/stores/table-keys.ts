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

/** How deleting behaves while a table is throttling. */
export interface DeletePatience {
  /** Pause before what was left is sent again; doubled while a table takes less than it is sent, halved while it takes all. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Without a single item deleted in so long, and after so long in all, deleting gives up. */
  readonly stuckSeconds: number;
  readonly longestSeconds: number;
}

/** Within the 15 minutes of a Lambda function, of which a scan takes its own share. */
const DELETE_PATIENCE: DeletePatience = { firstWaitMs: 50, longestWaitMs: 5_000, stuckSeconds: 60, longestSeconds: 600 };

/**
 * Deletes items by key, page after page; those that are gone are fine. A key says nothing of its item's size, and a new table takes
 * 4,000 write units a second, ten items of 390 KB: the pace is what the table has shown to take, and is kept from page to page. A page of
 * a scan is 1 MB, so that large items come few at a time. Throws StoreFailed for what stays unprocessed.
 */
export function keyRemover(
  client: DynamoDBClient,
  TableName: string,
  waiting: Waiting,
  patience: DeletePatience = DELETE_PATIENCE,
): (keys: readonly string[]) => Promise<void> {
  const { firstWaitMs, longestWaitMs, stuckSeconds, longestSeconds } = patience;
  let waitMs = 0;
  let begun: number | undefined;
  return async (keys) => {
    const { BatchWriteItemCommand } = await import('@aws-sdk/client-dynamodb');
    begun ??= performance.now();
    const end = begun + longestSeconds * 1000;
    let progress = performance.now();

    const send = async (batch: readonly DeleteRequest[]): Promise<readonly DeleteRequest[]> => {
      const RequestItems = { [TableName]: [...batch] };
      const { UnprocessedItems } = await waiting(() => client.send(new BatchWriteItemCommand({ RequestItems })));
      return (UnprocessedItems?.[TableName] ?? []) as readonly DeleteRequest[];
    };
    const paced = async (batch: readonly DeleteRequest[]): Promise<void> => {
      let rest = batch;
      while (rest.length > 0) {
        if (performance.now() > Math.min(end, progress + stuckSeconds * 1000))
          throw new StoreFailed(`table ${TableName} does not delete items: it is throttling, try again later`);
        if (waitMs > 0) await sleep(waitMs);
        const left = await send(rest);
        if (left.length < rest.length) progress = performance.now();
        waitMs = left.length > 0 ? Math.min(Math.max(firstWaitMs, waitMs * 2), longestWaitMs) : eased(waitMs, firstWaitMs);
        rest = left;
      }
    };
    await inParallel(batchesOf(keys), BATCHES_AT_ONCE, paced);
  };
}

type DeleteRequest = { readonly DeleteRequest: { readonly Key: Key } };

function batchesOf(keys: readonly string[]): DeleteRequest[][] {
  const requests = keys.map((key) => ({ DeleteRequest: { Key: { [KEY_ATTRIBUTE]: { S: key } } } }));
  return Array.from({ length: Math.ceil(requests.length / BATCH) }, (_, i) => requests.slice(i * BATCH, (i + 1) * BATCH));
}

const eased = (waitMs: number, leastMs: number): number => (waitMs / 2 < leastMs ? 0 : waitMs / 2);
