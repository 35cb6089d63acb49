import { text } from 'node:stream/consumers';
import { inParallel } from '../../domain/in-parallel.ts';
import { type Stored, storedPages, type Upload, uploadPages } from './bucket-pages.ts';
import { deleteBatch, MOST_IN_A_BATCH } from './delete-batch.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { s3Client } from './s3-client.ts';
import type { S3Endpoint } from './s3-endpoint.ts';
import { failureName } from './store-failure.ts';
import { patienceWith } from './throttled.ts';

/** The administration of one bucket: what the Store seam needs of S3 beside the measured requests. */
export interface Bucket {
  readonly name: string;
  /** An object's text, or why there is none. */
  read(key: string): Promise<{ readonly text: string } | 'no object' | 'no bucket'>;
  write(key: string, text: string): Promise<void>;
  /** Bytes of an object; undefined where there is none. */
  size(key: string): Promise<number | undefined>;
  create(): Promise<void>;
  /** False when the bucket still holds something; true when it is gone. */
  remove(): Promise<boolean>;
  /** Pages of everything under a prefix: all versions and delete markers where the service keeps them. */
  list(prefix: string): AsyncGenerator<readonly Stored[]>;
  uploads(prefix: string): AsyncGenerator<readonly Upload[]>;
  /** Removes them for good, in batches where the service takes them. */
  deleteAll(stored: readonly Stored[]): Promise<void>;
  abort(upload: Upload): Promise<void>;
  disconnect(): void;
}

const DELETES_AT_ONCE = 16;

/** Connects to a bucket. Every request waits out a service that is throttling, within `patience`. */
export async function connectBucket(s3: S3Endpoint, name: string, patience: Patience = PATIENCE): Promise<Bucket> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = await s3Client(s3, patience);
  const waiting = patienceWith(patience);
  const Bucket = name;

  const deleteOne = async ({ key, version }: Stored) => {
    const which = version === undefined ? {} : { VersionId: version };
    await waiting(() => client.send(new sdk.DeleteObjectCommand({ Bucket, Key: key, ...which })));
  };

  return {
    name,
    async read(Key) {
      try {
        // Claiming, releasing and listing all start with this question.
        const contact = () => ({ abortSignal: AbortSignal.timeout(patience.contactSeconds * 1000) });
        const { Body } = await waiting(() => client.send(new sdk.GetObjectCommand({ Bucket, Key }), contact()));
        return { text: await text(Body as NodeJS.ReadableStream) };
      } catch (error) {
        if (failureName(error) === 'NoSuchKey') return 'no object';
        if (failureName(error) === 'NoSuchBucket') return 'no bucket';
        throw error;
      }
    },
    async write(Key, Body) {
      await waiting(() => client.send(new sdk.PutObjectCommand({ Bucket, Key, Body })));
    },
    async size(Key) {
      try {
        return (await waiting(() => client.send(new sdk.HeadObjectCommand({ Bucket, Key })))).ContentLength;
      } catch (error) {
        // An answer to HEAD has no body to name the error in.
        if (error instanceof Error && /^(NotFound|NoSuchKey)$/.test(error.name)) return undefined;
        throw error;
      }
    },
    async create() {
      await waiting(() => client.send(new sdk.CreateBucketCommand({ Bucket })));
    },
    async remove() {
      try {
        await waiting(() => client.send(new sdk.DeleteBucketCommand({ Bucket })));
      } catch (error) {
        if (failureName(error) === 'BucketNotEmpty') return false;
        if (failureName(error) !== 'NoSuchBucket') throw error;
      }
      return true;
    },
    list: (prefix) => storedPages(client, name, prefix, waiting),
    uploads: (prefix) => uploadPages(client, name, prefix, waiting),
    async deleteAll(all) {
      for (let from = 0; from < all.length; from += MOST_IN_A_BATCH) {
        const batch = all.slice(from, from + MOST_IN_A_BATCH);
        const rest = batch.length > 1 ? await waiting(() => deleteBatch(client, name, batch)) : batch;
        await inParallel(rest, DELETES_AT_ONCE, deleteOne);
      }
    },
    async abort({ key, id }) {
      try {
        await waiting(() => client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: id })));
      } catch (error) {
        if (failureName(error) !== 'NoSuchUpload') throw error;
      }
    },
    disconnect: () => client.destroy(),
  };
}
