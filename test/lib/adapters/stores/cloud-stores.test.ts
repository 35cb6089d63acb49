import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeKeys } from '../../../../lib/adapters/aws/provider-keys.ts';
import { DYNAMODB_ENTRY } from '../../../../lib/adapters/local/dynamodb/config.ts';
import { type Service, startService } from '../../../../lib/adapters/local/service.ts';
import { type CloudStoresOptions, cloudStores, playedRecord } from '../../../../lib/adapters/stores/cloud-stores.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import type { StoreRecord } from '../../../../lib/domain/run.ts';
import { perform } from '../../../conformance/perform.ts';
import { type FakeParameters, fakeParameters } from '../aws/fakes/parameters.ts';
import { KEYS, REGION, type RunningStandIn, startStandIn } from '../local/s3/stand-in.ts';

const ACCOUNT = '123456789012';
const HOME = 'us-east-1';
const RUN = '20261121-093000-ab12';
const content = contentBlock(5);
const place = (id: string, region: string, kind = 'object'): StoreRecord => ({
  ...{ id, region, kind, title: id, site: region, place: `${id}.${region}` },
});
const PLACES = [
  place('s3', REGION),
  place('dynamodb', REGION, 'item'),
  place('wasabi', REGION),
  place('wasabi', 'us-east-1'),
  place('b2', 'eu-central-003'),
];

let aws: RunningStandIn;
let b2: RunningStandIn;
let tables: Service;
let parameters: FakeParameters;
let ssm: SSMClient;
const role = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };

beforeAll(async () => {
  aws = await startStandIn();
  b2 = await startStandIn({ versioned: true, refuseChecksums: true, requestsPerSecond: 500, region: 'eu-central-003' });
  tables = await startService(DYNAMODB_ENTRY, { port: 0 });
  parameters = await fakeParameters();
  ssm = new SSMClient({ region: HOME, endpoint: parameters.url, credentials: KEYS, maxAttempts: 1 });
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${tables.port}`, region: REGION, credentials: KEYS });
  const TableName = 'firstbyte-data';
  await client.send(
    new CreateTableCommand({
      ...{ TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }] },
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { TableName });
  client.destroy();
  await aws.client().send(new CreateBucketCommand({ Bucket: `firstbyte-data-${ACCOUNT}-${REGION}` }));
});
afterAll(async () => {
  ssm.destroy();
  await Promise.all([aws.stop(), b2.stop(), tables.stop(), parameters.close()]);
});
afterEach(() => {
  parameters.parameters.clear();
  parameters.refusal = undefined;
});

function stores(given: Partial<CloudStoresOptions> = {}) {
  const endpoints = given.endpoints ?? { [`wasabi.${REGION}`]: aws.endpoint, 'b2.eu-central-003': b2.endpoint };
  return cloudStores({
    ...{ run: RUN, account: ACCOUNT, home: HOME, clients: { ssm: () => ssm }, now: () => new Date() },
    env: { ...role, AWS_ENDPOINT_URL_S3: aws.endpoint, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${tables.port}` },
    places: PLACES.map((record) => playedRecord(record, endpoints)),
    endpoints,
    ...given,
  });
}

describe('the stores of a run in the cloud', () => {
  it.each([
    [`s3.${REGION}`, undefined],
    [`wasabi.${REGION}`, 'wasabi'],
    ['b2.eu-central-003', 'b2'],
    [`dynamodb.${REGION}`, undefined],
  ] as const)('%s is opened, filled, read, emptied, and then nothing is left', async (where, provider) => {
    if (provider) await writeKeys(ssm, provider, where.slice(where.indexOf('.') + 1), KEYS);
    const store = (await stores())(where);
    await store.open();
    await store.seed({ key: 'pool/1', bytes: 5000, offset: 3, content });
    // Another step, in another process.
    const later = (await stores())(where);
    expect(later.record.place).toBe(where);
    const read = await later.sign({ operation: 'get', key: 'pool/1', bytes: 5000, offset: 3, streams: 1 });
    expect((await perform(read, content)).length).toBe(5000);
    expect(Object.values(await later.left()).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1);
    await later.close();
    expect(Object.values(await later.left()).every((count) => count === 0)).toBe(true);
  });

  it("keeps to the run's prefix of the region's own bucket, and signs with the token of the role", async () => {
    const store = (await stores({ env: { ...role, AWS_SESSION_TOKEN: 'a token' } }))(`s3.${REGION}`);
    const { parts } = await store.sign({ operation: 'put', key: 'put/a', bytes: 1, offset: 0, streams: 1 });
    const url = new URL(parts[0]?.kind === 'object' ? parts[0].url : '');
    expect(url.host).toBe(`firstbyte-data-${ACCOUNT}-${REGION}.s3.${REGION}.amazonaws.com`);
    expect(url.pathname).toBe(`/firstbyte/${RUN}/s3.${REGION}/put/a`);
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('a token');
    expect([...url.searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  });

  it("meets a provider at its own address, in a bucket of the run's and the place's own", async () => {
    const places = [place('wasabi', 'eu-central-1'), place('wasabi', 'us-east-1'), place('wasabi-frankfurt', 'eu-central-2')];
    for (const { region = '' } of places) await writeKeys(ssm, 'wasabi', region, KEYS);
    const at = await stores({ places, endpoints: {} });
    const hosts = await Promise.all(
      places.map(async (record) => {
        const { parts } = await at(record.place ?? '').sign({ operation: 'get', key: 'a', bytes: 1, offset: 0, streams: 1 });
        return new URL(parts[0]?.kind === 'object' ? parts[0].url : '').host;
      }),
    );
    expect(hosts.map((host) => host.slice(host.indexOf('.')))).toEqual([
      '.s3.eu-central-1.wasabisys.com',
      '.s3.us-east-1.wasabisys.com',
      '.s3.eu-central-2.wasabisys.com',
    ]);
    expect(new Set(hosts.map((host) => host.split('.')[0])).size).toBe(3);
  });

  it('keeps objects to read at Wasabi when asked to, and nowhere else', async () => {
    await writeKeys(ssm, 'wasabi', REGION, KEYS);
    await writeKeys(ssm, 'b2', 'eu-central-003', KEYS);
    const at = await stores({ keepPool: async () => true });
    const bucketOf = async (where: string, operation: 'get' | 'put') => {
      const { parts } = await at(where).sign({ operation, key: 'pool/a', bytes: 1, offset: 0, streams: 1 });
      return new URL(parts[0]?.kind === 'object' ? parts[0].url : '').pathname.split('/')[1];
    };
    expect(await bucketOf(`wasabi.${REGION}`, 'get')).toBe(`firstbyte-pool-${ACCOUNT}-${REGION}`);
    expect(await bucketOf(`wasabi.${REGION}`, 'put')).toContain(RUN);
    expect(await bucketOf('b2.eu-central-003', 'get')).toContain(RUN);
  });

  it('asks for keys of a provider only when its store is used', async () => {
    await writeKeys(ssm, 'wasabi', REGION, KEYS);
    const before = parameters.calls.length;
    const at = await stores();
    at('b2.eu-central-003');
    at(`wasabi.${REGION}`);
    expect(parameters.calls.length).toBe(before);
    const signed = { operation: 'get', key: 'a', bytes: 1, offset: 0, streams: 1 } as const;
    for (let i = 0; i < 3; i++) await at(`wasabi.${REGION}`).sign(signed);
    expect(parameters.calls.slice(before)).toEqual(['GetParameter']);
  });

  it('says what to do where there are no keys, makes nothing there, and cannot say that nothing is left', async () => {
    const store = (await stores())('wasabi.us-east-1');
    const message = 'no keys for wasabi in us-east-1: npm run keys -- wasabi us-east-1';
    await expect(store.open()).rejects.toThrow(expect.objectContaining({ name: 'StoreFailed', message }));
    expect(store.touched?.()).toBe(false);
    for (const work of [store.close(), store.left()]) await expect(work).rejects.toThrow(message);
  });

  it('measures nothing at a player that the plan does not name', async () => {
    const store = (await stores({ places: PLACES }))(`wasabi.${REGION}`);
    await expect(store.open()).rejects.toThrow(
      `wasabi.${REGION} is played by another address here: give npm start the same -c firstbyte:endpoints as the deployment`,
    );
  });

  it('does not take keys it may not read for keys that are not there', async () => {
    parameters.refusal = 'AccessDeniedException';
    const store = (await stores())(`wasabi.${REGION}`);
    for (const work of [store.open(), store.close(), store.left()])
      await expect(work).rejects.toThrow(/^wasabi\..*: its keys cannot be read in us-east-1: /);
  });

  it('says which stack is missing when bucket or table are not there', async () => {
    const at = await stores({ account: '999999999999' });
    await expect(at(`s3.${REGION}`).open()).rejects.toThrow(
      `s3.${REGION}: bucket firstbyte-data-999999999999-${REGION} does not exist: deploy firstbyte-region-${REGION} first`,
    );
  });

  it('refuses a place that is not in the plan', async () => {
    await expect(stores().then((at) => at('s3.mars'))).rejects.toThrow(expect.objectContaining({ name: 'NoSuchPlace' }));
  });

  it('says of a place that something else plays what it is', () => {
    const [record] = PLACES.filter(({ id }) => id === 'b2') as [StoreRecord];
    const played = playedRecord({ ...record, note: 'One region an account.' }, { 'b2.eu-central-003': 'http://127.0.0.1:9000' });
    expect(played.note).toBe('Played by http://127.0.0.1:9000: a proof of the wiring, never a result. One region an account.');
    expect(playedRecord(record, {})).toBe(record);
    expect(playedRecord(played, { 'b2.eu-central-003': 'http://127.0.0.1:9000' }), 'once').toBe(played);
  });
});
