import { text } from 'node:stream/consumers';
import { type Stored, storedPages, type Upload, uploadPages } from './bucket-pages.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { endpointUrl, type S3Endpoint } from './s3-endpoint.ts';
import { failureName } from './store-failure.ts';

/** The administration of one bucket: what the Store seam needs of S3 beside the measured requests. */
export interface Bucket {
  readonly name: string;
  /** An object's text, or why there is none. */
  read(key: string): Promise<{ readonly text: string } | 'no object' | 'no bucket'>;
  write(key: string, text: string): Promise<void>;
  create(): Promise<void>;
  /** False when the bucket still holds something; true when it is gone. */
  remove(): Promise<boolean>;
  /** Pages of everything under a prefix: all versions and delete markers where the service keeps them. */
  list(prefix: string): AsyncGenerator<readonly Stored[]>;
  uploads(prefix: string): AsyncGenerator<readonly Upload[]>;
  delete(stored: Stored): Promise<void>;
  abort(upload: Upload): Promise<void>;
  disconnect(): void;
}

const ATTEMPTS = 3;

/** Connects to a bucket through the AWS SDK, which costs 0.1 s to load and is therefore loaded here. */
export async function connectBucket(s3: S3Endpoint, name: string, patience: Patience = PATIENCE): Promise<Bucket> {
  const sdk = await import('@aws-sdk/client-s3');
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  const client = new sdk.S3Client({
    endpoint: endpointUrl(s3.endpoint).href,
    region: s3.region,
    forcePathStyle: s3.pathStyle,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    maxAttempts: ATTEMPTS,
    // B2 refuses the CRC32 header that the SDK adds by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: patience.connectSeconds * 1000,
      requestTimeout: patience.answerSeconds * 1000,
      throwOnRequestTimeout: true,
    },
  });
  const Bucket = name;

  return {
    name,
    async read(Key) {
      try {
        // Claiming, releasing and listing all start with this question.
        const contact = { abortSignal: AbortSignal.timeout(patience.contactSeconds * 1000) };
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key }), contact);
        return { text: await text(Body as NodeJS.ReadableStream) };
      } catch (error) {
        if (failureName(error) === 'NoSuchKey') return 'no object';
        if (failureName(error) === 'NoSuchBucket') return 'no bucket';
        throw error;
      }
    },
    async write(Key, Body) {
      await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body }));
    },
    async create() {
      await client.send(new sdk.CreateBucketCommand({ Bucket }));
    },
    async remove() {
      try {
        await client.send(new sdk.DeleteBucketCommand({ Bucket }));
      } catch (error) {
        if (failureName(error) === 'BucketNotEmpty') return false;
        if (failureName(error) !== 'NoSuchBucket') throw error;
      }
      return true;
    },
    list: (prefix) => storedPages(client, name, prefix),
    uploads: (prefix) => uploadPages(client, name, prefix),
    async delete({ key, version }) {
      const which = version === undefined ? {} : { VersionId: version };
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: key, ...which }));
    },
    async abort({ key, id }) {
      try {
        await client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: id }));
      } catch (error) {
        if (failureName(error) !== 'NoSuchUpload') throw error;
      }
    },
    disconnect: () => client.destroy(),
  };
}
