import { storeEntry } from '../../catalog/lookup.ts';
import { NamedError, oneLine, StoreFailed } from '../../domain/errors.ts';
import { DATA_TABLE, type Deployment, dataBucket } from '../../domain/names.ts';
import { PLAYED_BY, type StoreRecord } from '../../domain/run.ts';
import type { Store } from '../../pipeline/ports.ts';
import type { AwsClients } from '../aws/clients.ts';
import { keyProvider, POOL_PROVIDER, readKeys } from '../aws/provider-keys.ts';
import { itemStore } from './item-store.ts';
import { keptPool } from './kept-pool.ts';
import { keylessStore } from './keyless-store.ts';
import { lateStore } from './late-store.ts';
import { objectStore } from './object-store.ts';
import { pooledStore } from './pooled-store.ts';

export interface CloudStoresOptions extends Pick<Deployment, 'account' | 'home' | 'endpoints'> {
  readonly run: string;
  /** The plan's stores: one record a place. */
  readonly places: readonly StoreRecord[];
  readonly clients: Pick<AwsClients, 'ssm'>;
  readonly now: () => Date;
  /** Whether objects to read at Wasabi are kept from run to run; asked when a store there is first used. */
  readonly keepPool?: () => Promise<boolean>;
  /** Where the role's credentials are, and an endpoint that plays AWS. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A place as it is met: its record with the region, and the address that plays it instead of its own. */
interface Met {
  readonly record: StoreRecord;
  readonly region: string;
  readonly played: string | undefined;
}

/** The stores of a run in the cloud, by place. Nothing is asked or made before a store is used. Throws NoSuchPlace for any other place. */
export async function cloudStores(options: CloudStoresOptions): Promise<(place: string) => Store> {
  const stores = new Map(options.places.map((record) => [record.place ?? record.id, storeAt(record, options)] as const));
  return (place) => {
    const store = stores.get(place);
    if (!store) throw new NamedError('NoSuchPlace', `this run has no store at ${place}`);
    return store;
  };
}

/** The record as it stands in a run whose place is played by another address; unchanged where none plays it, or it says so already. */
export function playedRecord(record: StoreRecord, endpoints: Deployment['endpoints']): StoreRecord {
  const endpoint = endpoints[record.place ?? record.id];
  if (endpoint === undefined) return record;
  const note = `${PLAYED_BY}${endpoint}: a proof of the wiring, never a result.`;
  if (record.note?.startsWith(note)) return record;
  return { ...record, note: record.note === undefined ? note : `${note} ${record.note}` };
}

function storeAt(given: StoreRecord, options: CloudStoresOptions): Store {
  const { env = process.env, endpoints } = options;
  const entry = storeEntry(given.id);
  const place = given.place ?? given.id;
  const { region } = given;
  if (!entry || region === undefined) return keylessStore(given, `${place} is no store of the cloud: npm run local measures it`);
  const record = playedRecord(given, endpoints);
  // The plan's record is what the page shows: a figure of a player never stands there under the provider's name alone.
  if (record !== given)
    return keylessStore(
      given,
      `${place} is played by another address here: give npm start the same -c firstbyte:endpoints as the deployment`,
    );
  const provider = keyProvider(entry);
  const played = endpoints[place];
  if (provider !== undefined)
    return lateStore(record, async () => {
      const keys = await readKeys(options.clients.ssm(options.home), provider, region).catch((error: unknown) => {
        throw new StoreFailed(`${place}: its keys cannot be read in ${options.home}: ${oneLine(error)}`, { cause: error });
      });
      if (!keys) return keylessStore(record, `no keys for ${provider} in ${region}: npm run keys -- ${provider} ${region}`);
      const host = entry.places.find((one) => one.region === region)?.endpoint ?? '';
      const { run, now, account, keepPool } = options;
      const s3 = { region, now, ...keys, ...addressed(played, `https://${host}`) };
      const store = objectStore({ ...s3, record, run });
      const kept = provider === POOL_PROVIDER && (await keepPool?.());
      return kept ? pooledStore(store, keptPool({ ...s3, account, place })) : store;
    });
  return entry.kind === 'item'
    ? tableAt({ record, region, played: played ?? playing(env, 'DYNAMODB') }, options)
    : bucketAt({ record, region, played: played ?? playing(env, 'S3') }, options);
}

function bucketAt({ record, region, played }: Met, { run, now, account, env = process.env }: CloudStoresOptions): Store {
  return lateStore(record, async () =>
    objectStore({
      ...{ record, run, now, region, ...roleKeys(env) },
      ...addressed(played, `https://s3.${region}.amazonaws.com`),
      bucket: dataBucket(account, region),
      whenMissing: deployFirst(region),
    }),
  );
}

function tableAt({ record, region, played }: Met, { run, now, env = process.env }: CloudStoresOptions): Store {
  return lateStore(record, async () =>
    itemStore({
      ...{ record, run, now, region, credentials: roleKeys(env) },
      ...(played === undefined ? {} : { endpoint: played }),
      table: DATA_TABLE,
      whenMissing: deployFirst(region),
    }),
  );
}

/** An address that plays a provider has no bucket subdomains; the providers' own have, and are met as their SDKs meet them. */
function addressed(played: string | undefined, own: string): { endpoint: string; pathStyle: boolean } {
  return { endpoint: played ?? own, pathStyle: played !== undefined };
}

const playing = (env: NodeJS.ProcessEnv, service: string) =>
  env[`AWS_ENDPOINT_URL_${service}`] || env.AWS_ENDPOINT_URL || undefined;

const deployFirst = (region: string) => `deploy firstbyte-region-${region} first: npx cdk deploy --all`;

/** The role of this function, as Lambda hands it over. */
function roleKeys(env: NodeJS.ProcessEnv) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (!accessKeyId || !secretAccessKey)
    throw new StoreFailed('no credentials of a role: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
