import type { StoreRecord } from '../../domain/run.ts';
import type { Store } from '../../pipeline/ports.ts';
import { type Bucket, connectBucket } from './bucket.ts';
import { bucketName, ownPrefix } from './container-name.ts';
import { objectExchange } from './object-exchange.ts';
import { type Claim, claim, release, remains } from './owned-bucket.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { presigner } from './presign.ts';
import { uploader } from './put-content.ts';
import { endpointUrl, type S3Endpoint } from './s3-endpoint.ts';
import { storeFailure } from './store-failure.ts';
import { readTruthLog } from './truth-log.ts';

export interface ObjectStoreOptions extends S3Endpoint {
  readonly record: StoreRecord;
  readonly run: string;
  readonly now: () => Date;
  /** An existing bucket to work in, under a prefix of the run's own; without it the run makes a bucket. */
  readonly bucket?: string;
  /** What to do when that bucket is not there, as the end of a sentence. */
  readonly whenMissing?: string;
  /** The NDJSON log of a stand-in. */
  readonly truthLog?: string;
  readonly patience?: Patience;
}

/** A Store on any S3-compatible service. Throws BadInput at once when the endpoint is not an address. */
export function objectStore(options: ObjectStoreOptions): Store {
  const { record, run, now, truthLog, whenMissing, patience = PATIENCE } = options;
  const place = record.place ?? record.id;
  const name = options.bucket ?? bucketName(run, place);
  const prefix = options.bucket === undefined ? '' : ownPrefix(run, place);
  const presign = presigner(options, name, now);
  const uploads = uploader(patience);
  let connected: Promise<Bucket> | undefined;
  let touched = false;

  const claimed = async (): Promise<Claim> => {
    connected ??= connectBucket(options, name, patience);
    return { bucket: await connected, prefix, run, ...(whenMissing === undefined ? {} : { whenMissing }) };
  };
  const { origin } = endpointUrl(options.endpoint);
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw storeFailure(place, origin, error);
    });
  const disconnect = async () => {
    uploads.disconnect();
    (await connected)?.disconnect();
    connected = undefined;
  };

  return {
    record,
    open: () =>
      explained(
        claimed().then((mine) =>
          claim(mine, () => {
            touched = true;
          }),
        ),
      ),
    touched: () => touched,
    async seed({ key, bytes, offset, content }) {
      const url = await presign('PUT', prefix + key);
      await explained(uploads.put(url, { block: content, offset, bytes }));
    },
    sign: (request) => objectExchange({ ...request, key: prefix + request.key }, presign),
    close: () => explained(claimed().then(release)).finally(disconnect),
    left: () => explained(claimed().then(remains)),
    ...(truthLog === undefined ? {} : { truth: () => readTruthLog(truthLog) }),
  };
}
