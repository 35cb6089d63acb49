import { keyProvider } from '../../../lib/adapters/aws/provider-keys.ts';
import { bucketName } from '../../../lib/adapters/stores/container-name.ts';
import { storeEntry } from '../../../lib/catalog/lookup.ts';
import { type Intent, RECORD } from '../../../lib/pipeline/run-records.ts';
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
}

export async function outsideAccount({ run, records }: RunAtHome): Promise<Outside[]> {
  const places = (await records.list(PLACES)).map((key) => key.slice(PLACES.length, -'.json'.length));
  const atProviders = places.filter((place) => {
    const entry = storeEntry(place.split('.')[0] ?? '');
    return entry !== undefined && keyProvider(entry) !== undefined;
  });
  const buckets = atProviders.map(async (place): Promise<Outside> => {
    const { state, opened } = await RECORD.store.need(records, place);
    const gone = state === 'closed' || (state === 'failed' && !opened);
    return { name: `bucket ${bucketName(run, place)} at ${place}`, gone, listed: false };
  });
  const intents = (await records.list(INTENTS)).map(async (key): Promise<Outside[]> => {
    const intent = JSON.parse((await records.read(key)) ?? '{}') as Partial<Intent>;
    return intent.kind === 'server' ? [{ name: `project ${intent.name} at Latitude.sh`, gone: false, listed: true }] : [];
  });
  return [...(await Promise.all(buckets)), ...(await Promise.all(intents)).flat()];
}
