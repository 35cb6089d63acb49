import type { S3Client } from '@aws-sdk/client-s3';
import { failureName } from './store-failure.ts';

/** One object, or one version of it where the bucket keeps versions. */
export interface Stored {
  readonly key: string;
  readonly version?: string;
}

/** A multipart upload that was neither completed nor aborted. */
export interface Upload {
  readonly key: string;
  readonly id: string;
}

/** Does a request, again while the service is throttling. */
type Waiting = <T>(work: () => Promise<T>) => Promise<T>;

const MAX_PAGES = 10_000;

/**
 * Pages of everything under a prefix: all versions and delete markers where the service keeps them. Asked as versions even of
 * buckets without any, because B2 always keeps them and a plain list would then miss what a plain delete only hid.
 */
export async function* storedPages(
  client: S3Client,
  Bucket: string,
  Prefix: string,
  waiting: Waiting,
): AsyncGenerator<readonly Stored[]> {
  const sdk = await import('@aws-sdk/client-s3');
  const versions = async (from: { KeyMarker?: string; VersionIdMarker?: string }) => {
    const found = await waiting(() => client.send(new sdk.ListObjectVersionsCommand({ Bucket, Prefix, ...from })));
    const items = [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])].map(({ Key, VersionId }) => stored(Key, VersionId));
    return {
      items,
      more: found.IsTruncated,
      next: { KeyMarker: found.NextKeyMarker, VersionIdMarker: found.NextVersionIdMarker },
    };
  };
  const objects = async (from: { ContinuationToken?: string }) => {
    const found = await waiting(() => client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ...from })));
    const items = (found.Contents ?? []).map(({ Key }) => stored(Key));
    return { items, more: found.IsTruncated, next: { ContinuationToken: found.NextContinuationToken } };
  };
  try {
    yield* pages(versions);
  } catch (error) {
    // A service that does not know versions has none.
    if (!['NotImplemented', 'MethodNotAllowed'].includes(failureName(error))) throw error;
    yield* pages(objects);
  }
}

/** Pages of the unfinished uploads under a prefix. */
export function uploadPages(
  client: S3Client,
  Bucket: string,
  Prefix: string,
  waiting: Waiting,
): AsyncGenerator<readonly Upload[]> {
  return pages(async (from: { KeyMarker?: string; UploadIdMarker?: string }) => {
    const sdk = await import('@aws-sdk/client-s3');
    const found = await waiting(() => client.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix, ...from })));
    const items = (found.Uploads ?? []).map(({ Key = '', UploadId = '' }) => ({ key: Key, id: UploadId }));
    return { items, more: found.IsTruncated, next: { KeyMarker: found.NextKeyMarker, UploadIdMarker: found.NextUploadIdMarker } };
  });
}

interface Page<T, From> {
  readonly items: readonly T[];
  readonly more: boolean | undefined;
  readonly next: { readonly [K in keyof From]: From[K] | undefined };
}

/** Asks for page after page; the markers of a page that were not given are left out of the next request. */
async function* pages<T, From extends object>(
  ask: (from: Partial<From>) => Promise<Page<T, From>>,
): AsyncGenerator<readonly T[]> {
  let from: Partial<From> = {};
  for (let count = 0; count < MAX_PAGES; count++) {
    const { items, more, next } = await ask(from);
    yield items;
    if (!more) return;
    from = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as Partial<From>;
  }
  throw new Error('the list of the bucket does not end');
}

function stored(key = '', version?: string): Stored {
  return version === undefined ? { key } : { key, version };
}
