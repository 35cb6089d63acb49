import { type KeyProvider, keyProvider } from '../../../lib/adapters/aws/provider-keys.ts';
import { bucketName } from '../../../lib/adapters/stores/container-name.ts';
import { storeEntry } from '../../../lib/catalog/lookup.ts';
import { type Intent, RECORD } from '../../../lib/pipeline/run-records.ts';
import { LATITUDE } from '../latitude-token.ts';
import type { RunAtHome } from '../run-at-home.ts';

const PLACES = 'stores/';
const INTENTS = 'intents/';

/** What a run may have made outside of the account, where no inventory of AWS shows it. */
export interface Outside {
  /** `bucket firstbyte-… at wasabi.us-east-1`. */
  readonly name: string;
  /** Its own removal is on record. */
  readonly gone: boolean;
  /** Its provider lists what is ours (remove-metal.ts); to anything else nothing but the run's records leads. */
  readonly listed: boolean;
  /** Whose keys remove it; absent where its record cannot be read, so that nobody knows. */
  readonly provider?: KeyProvider | typeof LATITUDE;
  /** Of the provider; absent where it is the one of the keys, or is not on record. */
  readonly account?: string;
}

/** A record that cannot be read may name anything: it is named itself, and keeps no other from being read. */
export async function outsideAccount(at: RunAtHome): Promise<Outside[]> {
  const { records } = at;
  const readable = (work: (key: string) => Promise<Outside[]>) => async (key: string) => {
    try {
      return await work(key);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return [{ name: `what its record ${key} names, which cannot be read,`, gone: false, listed: false }];
    }
  };
  const found = await Promise.all([
    ...(await records.list(PLACES)).map(readable((key) => bucketOf(at, key))),
    ...(await records.list(INTENTS)).map(readable((key) => serverOf(at, key))),
  ]);
  return found.flat();
}

async function bucketOf({ run, records }: RunAtHome, key: string): Promise<Outside[]> {
  const place = key.slice(PLACES.length, -'.json'.length);
  const entry = storeEntry(place.split('.')[0] ?? '');
  const provider = entry && keyProvider(entry);
  if (!provider) return [];
  const { state, opened } = await RECORD.store.need(records, place);
  const gone = state === 'closed' || (state === 'failed' && !opened);
  return [{ name: `bucket ${bucketName(run, place)} at ${place}`, gone, listed: false, provider }];
}

async function serverOf({ records }: RunAtHome, key: string): Promise<Outside[]> {
  const { kind, name, account } = JSON.parse((await records.read(key)) ?? '{}') as Partial<Intent>;
  if (kind !== 'server') return [];
  const project = `project ${name} at Latitude.sh`;
  return [{ name: project, gone: false, listed: true, provider: LATITUDE, ...(account && { account }) }];
}

/** What of it may still be there, in one line; empty where nothing may. */
export const namesOf = (outside: readonly Pick<Outside, 'name'>[]): string =>
  new Intl.ListFormat('en-GB').format(outside.map(({ name }) => name));
