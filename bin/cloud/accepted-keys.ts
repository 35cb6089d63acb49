import { type KeyProvider, type KeyRegion, keyRegions } from '../../lib/adapters/aws/provider-keys.ts';
import { checkKeys } from '../../lib/adapters/stores/check-keys.ts';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import type { Deployment, ProviderKeys } from '../../lib/domain/names.ts';

/** Backblaze gives the account's own key the account's id, 12 characters; application keys have 25. */
const MASTER_KEY = /^[0-9a-f]{12}$/i;

/** Has the provider itself accept the keys in each of these regions. Throws BadInput with its reason, in one line without the keys. */
export async function acceptedKeys(
  provider: KeyProvider,
  regions: readonly KeyRegion[],
  keys: ProviderKeys,
  endpoints: Deployment['endpoints'],
): Promise<void> {
  if (provider === 'b2' && MASTER_KEY.test(keys.accessKeyId))
    throw new BadInput(
      "this is the account's master key, which B2's S3 API does not take: create an application key for all buckets in Backblaze's console.",
    );
  await Promise.all(
    regions.map(async ({ region, store, endpoint }) => {
      const played = endpoints[`${store}.${region}`];
      const s3 = { region, ...keys, endpoint: played ?? `https://${endpoint}`, pathStyle: played !== undefined };
      await checkKeys(`${provider} ${region}`, s3).catch((error: unknown) => {
        throw new BadInput(`${oneLine(error)}${hint(provider, region, keys)}. Nothing was stored.`, { cause: error });
      });
    }),
  );
}

/** A B2 key id begins with the number at the end of its account's region. */
function hint(provider: KeyProvider, region: string, { accessKeyId }: ProviderKeys): string {
  if (provider !== 'b2') return '';
  const own = keyRegions('b2').find((one) => one.region.endsWith(`-${accessKeyId.slice(0, 3)}`))?.region;
  return own === undefined || own === region ? '' : `; these look like keys of ${own}`;
}
