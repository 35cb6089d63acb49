import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3StandInConfig } from '../../../../lib/adapters/local/s3/config.ts';
import type { LogLine } from '../../../../lib/adapters/local/s3/log.ts';
import { startService } from '../../../../lib/adapters/local/service.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import { inParallel } from '../../../../lib/domain/in-parallel.ts';
import { perform } from '../../../conformance/perform.ts';
import { storeConformance } from '../../../conformance/store.ts';
import { keys, record, s3UnderTest, storesAt } from './s3-under-test.ts';

const ENTRY = fileURLToPath(new URL('../../../../lib/adapters/local/s3/main.ts', import.meta.url));

interface StandIn {
  readonly endpoint: string;
  readonly log: string;
  stop(): Promise<void>;
}

/** What B2 does that S3 does not, as far as this project meets it. */
const B2 = { versioned: true, refuseChecksums: true, requestsPerSecond: 500 };

async function standIn(quirks: Partial<S3StandInConfig> = {}): Promise<StandIn> {
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
    ...quirks,
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

storeConformance('objectStore on a service like B2', async () => {
  const { endpoint, stop } = await standIn(B2);
  return s3UnderTest(endpoint, undefined, stop);
});

storeConformance('objectStore inside a bucket it was given, where every write makes a version', async () => {
  const { endpoint, stop } = await standIn(B2);
  return s3UnderTest(endpoint, 'given', stop);
});

describe('objectStore', () => {
  const content = contentBlock(3);
  let server: StandIn;
  beforeAll(async () => {
    server = await standIn({ faults: [{ kind: 'status', status: 503, prefix: 'flaky', every: 2 }] });
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

  it.each([
    ['in batches', {}],
    ['in batches with Content-MD5, where checksums are refused', B2],
  ])('removes many objects %s', async (_, quirks) => {
    const service = await standIn(quirks);
    const store = storesAt(service.endpoint)('many');
    await store.open();
    await inParallel(
      Array.from({ length: 60 }, (_, i) => `pool/${i}`),
      8,
      (key) => store.seed({ key, bytes: 1, offset: 0, content }),
    );
    expect(await store.left()).toMatchObject({ objects: 61 });
    await store.close();
    expect(await store.left()).toEqual({ objects: 0, uploads: 0, buckets: 0 });
    await expect.poll(() => requests(service.log, 'DeleteBucket')).toHaveLength(1);
    // The marker goes last and alone.
    expect(requests(service.log, 'DeleteObjects')).toHaveLength(1);
    expect(requests(service.log, 'DeleteObject')).toHaveLength(1);
    await service.stop();
  });

  it('waits where a service takes few requests a second, and still seeds and removes everything', async () => {
    const service = await standIn({ ...B2, requestsPerSecond: 8 });
    const store = storesAt(service.endpoint)('slow');
    await store.open();
    await inParallel(
      Array.from({ length: 20 }, (_, i) => `pool/${i}`),
      10,
      (key) => store.seed({ key, bytes: 1, offset: 0, content }),
    );
    expect(await store.left()).toMatchObject({ objects: 21 });
    await store.close();
    expect(await store.left()).toEqual({ objects: 0, uploads: 0, buckets: 0 });
    await expect.poll(() => requests(service.log).filter(({ error }) => error === 'SlowDown').length).toBeGreaterThan(0);
    await service.stop();
  }, 30_000);

  it('gives places of one store containers of their own', async () => {
    const at = (region: string) =>
      storesAt(server.endpoint)('two', { record: { ...record, id: 'wasabi', place: `wasabi.${region}`, region } });
    const [near, far] = [at('eu-central-1'), at('us-east-1')];
    await near.open();
    await far.open();
    await near.seed({ key: 'a', bytes: 1, offset: 0, content });
    await near.close();
    expect(await far.left()).toEqual({ objects: 1, uploads: 0, buckets: 1 });
    await far.close();
  });
});

function requests(log: string, name?: string): LogLine[] {
  const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as LogLine).filter((line) => name === undefined || line.name === name);
}
