import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type ObjectStoreOptions, objectStore } from '../../../../lib/adapters/stores/object-store.ts';
import type { StoreRecord } from '../../../../lib/domain/run.ts';
import type { StoreUnderTest } from '../../../conformance/store.ts';

export const record: StoreRecord = { id: '3ms-100MBps', title: 'S3 stand-in', site: 'local', kind: 'object' };
export const keys = { region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test', pathStyle: true } as const;

export function s3Client(endpoint: string): S3Client {
  // As B2 wants it: no checksum unless an operation cannot do without.
  const requestChecksumCalculation = 'WHEN_REQUIRED';
  return new S3Client({ endpoint, region: keys.region, forcePathStyle: true, credentials: keys, requestChecksumCalculation });
}

export type At = (run: string, more?: Partial<ObjectStoreOptions>) => ReturnType<typeof objectStore>;

export function storesAt(endpoint: string): At {
  return (run, more = {}) => objectStore({ ...keys, endpoint, record, run, now: () => new Date(), ...more });
}

/** An S3 service for the conformance suite; with `bucket`, inside that bucket, which is made first. */
export async function s3UnderTest(
  endpoint: string,
  bucket: string | undefined,
  stop: () => Promise<void>,
): Promise<StoreUnderTest> {
  const client = s3Client(endpoint);
  if (bucket !== undefined) await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const inside = bucket === undefined ? {} : { bucket };
  const write = async (run: string, name: string, text: string) => {
    const { Bucket, prefix } = await placeOf(run);
    await client.send(new PutObjectCommand({ Bucket, Key: prefix + name, Body: text }));
  };
  const placeOf = async (run: string) => {
    if (bucket !== undefined) return { Bucket: bucket, prefix: `firstbyte/${run}/${record.id}/` };
    // The name is the store's own affair: read off the URL it signs.
    const { parts } = await storesAt(endpoint)(run).sign({ operation: 'get', key: 'x', bytes: 1, offset: 0, streams: 1 });
    const part = parts[0];
    if (part?.kind !== 'object') throw new Error('no URL was signed');
    return { Bucket: new URL(part.url).pathname.split('/')[1], prefix: '' };
  };
  return {
    store: (run) => storesAt(endpoint)(run, inside),
    disown: (run) => write(run, '.firstbyte-run', 'another'),
    async squat(run) {
      if (bucket === undefined) await client.send(new CreateBucketCommand({ Bucket: (await placeOf(run)).Bucket }));
      await write(run, 'kept', 'somebody else needs this');
    },
    unreachable: () => storesAt('http://127.0.0.1:1')('nowhere', inside),
    async stop() {
      client.destroy();
      await stop();
    },
  };
}
