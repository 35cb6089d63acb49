import type { DynamoDBClientConfig, TableStatus } from '@aws-sdk/client-dynamodb';
import { DATA_ATTRIBUTE, EXPIRES_ATTRIBUTE, KEY_ATTRIBUTE } from './item-attributes.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { failureName } from './store-failure.ts';
import { keyPages, keyRemover } from './table-keys.ts';
import { patienceWith } from './throttled.ts';
import { waitUntil } from './wait-until.ts';

export interface DynamoDbEndpoint {
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  readonly region: string;
  /** Absent where the machine's own role signs. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
}

/** The administration of one table: what the Store seam needs of DynamoDB beside the measured requests. */
export interface Table {
  readonly name: string;
  /** Undefined when there is no such table. */
  status(): Promise<TableStatus | undefined>;
  /** Makes an on-demand table that carries the tag from its first moment. */
  create(tag: Tag): Promise<void>;
  /** Waits, at most a minute, until the table can be used. */
  usable(): Promise<void>;
  /** Deletes the table, waiting for one that is still being made, and waits until it is gone. */
  remove(): Promise<void>;
  tag(name: string): Promise<string | undefined>;
  /** The text of a marker item. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
  /** `expiresAt`: when the item may go by itself; absent for never. */
  put(key: string, data: Uint8Array, expiresAt?: Date): Promise<void>;
  /** Pages of the keys that start with `prefix`, read consistently. */
  keys(prefix: string): AsyncGenerator<readonly string[]>;
  deleteKeys(keys: readonly string[]): Promise<void>;
  disconnect(): void;
}

export interface Tag {
  readonly name: string;
  readonly value: string;
}

const ATTEMPTS = 3;
const MAX_WAIT_SECONDS = 60;

/** Connects to a table through the AWS SDK, which costs 0.1 s to load and is therefore loaded here. */
export async function connectTable(dynamoDb: DynamoDbEndpoint, name: string, patience: Patience = PATIENCE): Promise<Table> {
  const sdk = await import('@aws-sdk/client-dynamodb');
  const client = new sdk.DynamoDBClient(clientConfig(dynamoDb, patience));
  const TableName = name;
  const waiting = patienceWith(patience);
  const described = () =>
    waiting(() => client.send(new sdk.DescribeTableCommand({ TableName }))).catch((error: unknown) => {
      if (failureName(error) === 'ResourceNotFoundException') return undefined;
      throw error;
    });
  const status = async () => (await described())?.Table?.TableStatus;
  const usable = () => waitUntil(`making table ${name}`, MAX_WAIT_SECONDS, async () => (await status()) === 'ACTIVE');

  return {
    name,
    status,
    async create({ name: Key, value: Value }) {
      await client.send(
        new sdk.CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: KEY_ATTRIBUTE, AttributeType: 'S' }],
          KeySchema: [{ AttributeName: KEY_ATTRIBUTE, KeyType: 'HASH' }],
          Tags: [{ Key, Value }],
        }),
      );
    },
    usable,
    async remove() {
      const now = await status();
      if (now === 'CREATING') await usable();
      if (now !== undefined && now !== 'DELETING') await client.send(new sdk.DeleteTableCommand({ TableName }));
      await waitUntil(`deleting table ${name}`, MAX_WAIT_SECONDS, async () => (await status()) === undefined);
    },
    async tag(wanted) {
      const ResourceArn = (await described())?.Table?.TableArn;
      // A new table has one page of tags.
      const { Tags = [] } = await client.send(new sdk.ListTagsOfResourceCommand({ ResourceArn }));
      return Tags.find(({ Key }) => Key === wanted)?.Value;
    },
    async read(key) {
      const Key = { [KEY_ATTRIBUTE]: { S: key } };
      const { Item } = await waiting(() => client.send(new sdk.GetItemCommand({ TableName, Key, ConsistentRead: true })));
      return Item?.[DATA_ATTRIBUTE]?.S;
    },
    async write(key, text) {
      const Item = { [KEY_ATTRIBUTE]: { S: key }, [DATA_ATTRIBUTE]: { S: text } };
      await waiting(() => client.send(new sdk.PutItemCommand({ TableName, Item })));
    },
    async put(key, data, expiresAt) {
      const seconds = expiresAt && String(Math.ceil(expiresAt.getTime() / 1000));
      const expires = seconds === undefined ? {} : { [EXPIRES_ATTRIBUTE]: { N: seconds } };
      const Item = { [KEY_ATTRIBUTE]: { S: key }, [DATA_ATTRIBUTE]: { B: data }, ...expires };
      await waiting(() => client.send(new sdk.PutItemCommand({ TableName, Item })));
    },
    keys: (prefix) => keyPages(client, TableName, prefix, waiting),
    deleteKeys: keyRemover(client, TableName, waiting),
    disconnect: () => client.destroy(),
  };
}

function clientConfig({ endpoint, region, credentials }: DynamoDbEndpoint, patience: Patience): DynamoDBClientConfig {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: patience.connectSeconds * 1000,
      requestTimeout: patience.answerSeconds * 1000,
      throwOnRequestTimeout: true,
    },
  };
}
