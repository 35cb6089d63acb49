import { createHash } from 'node:crypto';
import { StoreFailed } from '../../domain/errors.ts';
import type { Exchange } from '../../domain/order.ts';
import type { StoreRequest } from '../../domain/scenario.ts';
import type { Store } from '../../pipeline/ports.ts';
import { type Bucket, connectBucket } from './bucket.ts';
import { bucketName } from './container-name.ts';
import { objectExchange } from './object-exchange.ts';
import { claim, release } from './owned-bucket.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { presigner } from './presign.ts';
import { uploader } from './put-content.ts';
import { endpointUrl, type S3Endpoint } from './s3-endpoint.ts';
import { storeFailure } from './store-failure.ts';

/** Objects that are read in run after run: written once, because the provider bills months for each write. */
export interface KeptPool {
  /** Makes its bucket unless it is there. Throws StoreFailed when that is somebody else's. */
  open(): Promise<void>;
  /** Writes an object unless it is there already; says when it was written. Throws StoreFailed rather than write over anything. */
  seed(object: Parameters<Store['seed']>[0]): Promise<Date>;
  sign(request: StoreRequest): Promise<Exchange>;
  /** Removes all of it for good; idempotent. */
  remove(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface KeptPoolOptions extends S3Endpoint {
  /** The AWS account whose runs share it. */
  readonly account: string;
  /** As failures name it. */
  readonly place: string;
  readonly now: () => Date;
  readonly patience?: Patience;
}

/** One object as it was meant to be written, stored beside it. */
interface Entry {
  readonly bytes: number;
  readonly offset: number;
  /** SHA-256 of the block that its content repeats: the seed, as far as an object knows it. */
  readonly content: string;
  readonly writtenAt: string;
}

const entryKey = (key: string) => `manifest/${key}.json`;

/** The pool of this account in the endpoint's region: bucket `firstbyte-pool-<account>-<region>`, marked like a run's own. */
export function keptPool(options: KeptPoolOptions): KeptPool {
  const { account, region, place, now, patience = PATIENCE } = options;
  const owner = `pool-${account}`;
  const name = bucketName(owner, region);
  const presign = presigner(options, name, now);
  const uploads = uploader(patience);
  const digest = digestOnce();
  let connected: Promise<Bucket> | undefined;
  const connect = async () => {
    connected ??= connectBucket(options, name, patience);
    return { bucket: await connected, prefix: '', run: owner };
  };
  const { origin } = endpointUrl(options.endpoint);
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw storeFailure(place, origin, error);
    });

  /** The entry comes first: an object without one is nobody's, and an entry without its object is a write that was cut off. */
  async function seed({ key, bytes, offset, content }: Parameters<Store['seed']>[0]): Promise<Date> {
    const { bucket } = await connect();
    const wanted = { bytes, offset, content: digest(content) };
    const entry = await entryOf(bucket, key);
    const there = await bucket.size(key);
    if (there !== undefined) {
      if (entry && there === bytes && entry.bytes === bytes && entry.offset === offset && entry.content === wanted.content)
        return new Date(entry.writtenAt);
      throw new StoreFailed(
        `${key} kept in bucket ${name} has other content than this run reads: give the --seed it was written with, leave --keep-wasabi-pool out, or remove it with npm run destroy`,
      );
    }
    const writtenAt = now();
    await bucket.write(entryKey(key), JSON.stringify({ ...wanted, writtenAt: writtenAt.toISOString() } satisfies Entry));
    await uploads.put(await presign('PUT', key), { block: content, offset, bytes });
    return writtenAt;
  }

  return {
    open: () => explained(connect().then((mine) => claim(mine))),
    seed: (object) => explained(seed(object)),
    sign: (request) => objectExchange(request, presign),
    remove: () => explained(connect().then(release)),
    async disconnect() {
      uploads.disconnect();
      (await connected)?.disconnect();
      connected = undefined;
    },
  };
}

async function entryOf(bucket: Bucket, key: string): Promise<Entry | undefined> {
  const found = await bucket.read(entryKey(key));
  return typeof found === 'string' ? undefined : (JSON.parse(found.text) as Entry);
}

/** All objects of a run repeat one block of 4 MiB. */
function digestOnce(): (block: Uint8Array) => string {
  const known = new WeakMap<Uint8Array, string>();
  return (block) => {
    const digest = known.get(block) ?? createHash('sha256').update(block).digest('hex');
    known.set(block, digest);
    return digest;
  };
}
