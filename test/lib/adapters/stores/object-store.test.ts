import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3StandInConfig } from '../../../../lib/adapters/local/s3/config.ts';
import { startService } from '../../../../lib/adapters/local/service.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import { perform } from '../../../conformance/perform.ts';
import { storeConformance } from '../../../conformance/store.ts';
import { keys, s3UnderTest, storesAt } from './s3-under-test.ts';

const ENTRY = fileURLToPath(new URL('../../../../lib/adapters/local/s3/main.ts', import.meta.url));

interface StandIn {
  readonly endpoint: string;
  readonly log: string;
  stop(): Promise<void>;
}

async function standIn(faults: S3StandInConfig['faults'] = []): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
  const log = join(folder, 'truth.ndjson');
  const service = await startService(ENTRY, {
    port: 0,
    folder: join(folder, 'data'),
    log,
    region: keys.region,
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
    shape: { delayMs: 0, jitterMs: 0, bytesPerSecond: 0, seed: 1 },
    faults,
  } satisfies S3StandInConfig);
  return {
    endpoint: `http://127.0.0.1:${service.port}`,
    log,
    async stop() {
      await service.stop();
      await rm(folder, { recursive: true });
    },
  };
}

storeConformance('objectStore in a bucket of its own', async () => {
  const { endpoint, stop } = await standIn();
  return s3UnderTest(endpoint, undefined, stop);
});

storeConformance('objectStore inside a bucket it was given', async () => {
  const { endpoint, stop } = await standIn();
  return s3UnderTest(endpoint, 'given', stop);
});

describe('objectStore', () => {
  const content = contentBlock(3);
  let server: StandIn;
  beforeAll(async () => {
    server = await standIn([{ kind: 'status', status: 503, prefix: 'flaky', every: 2 }]);
  });
  afterAll(() => server.stop());

  it('tells what the stand-in really did to each object request', async () => {
    const store = storesAt(server.endpoint)('truth', { truthLog: server.log });
    await store.open();
    await store.seed({ key: 'a', bytes: 1000, offset: 0, content });
    await perform(await store.sign({ operation: 'get', key: 'a', bytes: 1000, offset: 0, streams: 1 }), content);
    await store.close();
    await expect
      .poll(async () => (await store.truth?.())?.filter(({ bytes }) => bytes === 1000).map((line) => line.operation))
      .toEqual(['put', 'get']);
  });

  it('has no truth to tell about a service that is not a stand-in', () => {
    expect(storesAt(server.endpoint)('plain').truth).toBeUndefined();
  });

  it('seeds through a service that fails now and then', async () => {
    const store = storesAt(server.endpoint)('flaky');
    await store.open();
    for (const key of ['flaky-1', 'flaky-2', 'flaky-3']) await store.seed({ key, bytes: 100, offset: 0, content });
    expect(await store.left()).toMatchObject({ objects: 4 });
    await store.close();
  });

  it('leaves the rest of a bucket it was given untouched', async () => {
    const owner = storesAt(server.endpoint)('owner');
    await owner.open();
    await owner.seed({ key: 'firstbyte/guest/other', bytes: 1, offset: 0, content });
    const part = (await owner.sign({ operation: 'get', key: 'x', bytes: 1, offset: 0, streams: 1 })).parts[0];
    const bucket = part?.kind === 'object' ? (new URL(part.url).pathname.split('/')[1] ?? '') : '';
    const guest = storesAt(server.endpoint)('guest', { bucket });
    await guest.open();
    await guest.seed({ key: 'mine', bytes: 1, offset: 0, content });
    await guest.close();
    expect(await guest.left()).toEqual({ objects: 0, uploads: 0, buckets: 0 });
    expect(await owner.left()).toMatchObject({ objects: 2 });
    await owner.close();
  });
});
