import { DeleteObjectCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeptPool, keptPool } from '../../../../lib/adapters/stores/kept-pool.ts';
import { pooledStore } from '../../../../lib/adapters/stores/pooled-store.ts';
import { contentBlock, contentSlices } from '../../../../lib/domain/content.ts';
import { StoreFailed } from '../../../../lib/domain/errors.ts';
import type { Store } from '../../../../lib/pipeline/ports.ts';
import { perform } from '../../../conformance/perform.ts';
import { storeConformance } from '../../../conformance/store.ts';
import { type RunningStandIn, startStandIn } from '../local/s3/stand-in.ts';
import { keys, s3UnderTest, storesAt } from './s3-under-test.ts';

interface At {
  readonly endpoint: string;
  readonly now?: Date;
}

const poolAt = (account: string, { endpoint, now = new Date() }: At): KeptPool =>
  keptPool({ ...keys, endpoint, account, place: '3ms-100MBps', now: () => now });
const pooledAt = (account: string, run: string, at: At): Store => pooledStore(storesAt(at.endpoint)(run), poolAt(account, at));

storeConformance('pooledStore', async () => {
  const standIn = await startStandIn({ region: keys.region, accessKeyId: 'test', secretAccessKey: 'test' });
  const plain = await s3UnderTest(standIn.endpoint, undefined, async () => void (await standIn.stop()));
  return {
    ...plain,
    // One pool a run here: the suite writes other objects under the same keys.
    store: (run) => pooledAt(run, run, standIn),
    unreachable: () => pooledAt('nowhere', 'nowhere', { endpoint: 'http://127.0.0.1:1' }),
  };
});

describe('objects to read, kept from run to run', () => {
  const content = contentBlock(1);
  const object = { key: 'pool/1KB/00', bytes: 1000, offset: 17, content };
  const get = { operation: 'get', key: object.key, bytes: 1000, offset: 17, streams: 1 } as const;
  // Not longer ago than a signature of then is good for.
  const then = new Date(Date.now() - 30 * 60_000);
  let service: RunningStandIn;
  beforeAll(async () => {
    service = await startStandIn({ region: keys.region, accessKeyId: 'test', secretAccessKey: 'test' });
  });
  afterAll(() => service.stop());

  async function firstRun(account: string): Promise<void> {
    const store = pooledAt(account, `${account}-1`, { ...service, now: then });
    await store.open();
    await store.seed(object);
    await store.close();
    expect(
      Object.values(await store.left()).every((count) => count === 0),
      'nothing of the run itself',
    ).toBe(true);
  }

  it('are written by the first run and only read by the second, which knows their age', async () => {
    const own = await startStandIn({ region: keys.region, accessKeyId: 'test', secretAccessKey: 'test' });
    const first = pooledAt('1', 'first', { ...own, now: then });
    await first.open();
    await first.seed(object);
    expect(first.seededAt?.(object.key)).toEqual(then);
    await first.close();

    const second = pooledAt('1', 'second', own);
    await second.open();
    await second.seed(object);
    expect(second.seededAt?.(object.key)).toEqual(then);
    expect(await perform(await second.sign(get), content)).toEqual(Buffer.concat([...contentSlices(content, 17, 1000)]));
    await second.close();
    const written = (await own.stop()).filter(
      ({ operation, bucket }) => operation === 'put' && bucket.startsWith('firstbyte-pool-1-'),
    );
    expect(written.map(({ key }) => key)).toEqual(['.firstbyte-run', `manifest/${object.key}.json`, object.key]);
  });

  it('are written where a run was cut off between saying so and doing it', async () => {
    await firstRun('2');
    const client = service.client({ region: keys.region, credentials: keys });
    await client.send(new DeleteObjectCommand({ Bucket: `firstbyte-pool-2-${keys.region}`, Key: object.key }));
    const pool = poolAt('2', service);
    expect((await pool.seed(object)).getTime()).toBeGreaterThan(then.getTime());
    expect(await perform(await pool.sign(get), content)).toHaveLength(1000);
    await pool.disconnect();
  });

  it.each([
    ['of another seed', { ...object, content: contentBlock(2) }],
    ['of another size', { ...object, bytes: 999 }],
    ['from another place in the content', { ...object, offset: 18 }],
  ])('%s are never written over', async (_, other) => {
    const account = `3-${other.bytes}-${other.offset}`;
    await firstRun(account);
    const pool = poolAt(account, service);
    await expect(pool.seed(other)).rejects.toThrow(StoreFailed);
    await expect(pool.seed(other)).rejects.toThrow(/has other content than this run reads: give the --seed it was written with/);
    expect(await pool.seed(object), 'untouched').toEqual(then);
    await pool.disconnect();
  });

  it('are removed as often as asked, and left alone once they are marked as somebody else’s', async () => {
    await firstRun('4');
    const [pool, Bucket] = [poolAt('4', service), `firstbyte-pool-4-${keys.region}`];
    const client = service.client({ region: keys.region, credentials: keys });
    await client.send(new PutObjectCommand({ Bucket, Key: '.firstbyte-run', Body: 'another' }));
    await expect(pool.remove()).rejects.toThrow(/left alone/);
    await client.send(new PutObjectCommand({ Bucket, Key: '.firstbyte-run', Body: 'pool-4' }));
    for (let times = 0; times < 2; times++) await pool.remove();
    await expect(client.send(new HeadBucketCommand({ Bucket }))).rejects.toThrow();
    await pool.disconnect();
  });
});
