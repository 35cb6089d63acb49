import type { SSMClient } from '@aws-sdk/client-ssm';
import { recordedPools } from '../../lib/adapters/aws/pool-parameters.ts';
import {
  KEY_PROVIDERS,
  type KeyProvider,
  type KeyRegion,
  keyRegions,
  POOL_PROVIDER,
  removeKeys,
  storedKeys,
  writeKeys,
} from '../../lib/adapters/aws/provider-keys.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import { PARAMETER } from '../../lib/domain/names.ts';
import { known } from '../../lib/pipeline/planning/nearest.ts';
import { acceptedKeys } from '../cloud/accepted-keys.ts';
import { commandClients } from '../cloud/clients.ts';
import { contextHere, deploymentHere } from '../cloud/deployment.ts';
import { givenKeys } from '../cloud/given-keys.ts';
import { LATITUDE, removeLatitudeToken, showLatitudeToken, storeLatitudeToken } from '../cloud/latitude-token.ts';
import { withPlainFailures } from '../cloud/plain-failure.ts';
import { refuseWhileNeeded } from '../cloud/removal/needed-keys.ts';
import { unfinishedNotes } from '../cloud/unfinished-notes.ts';

export interface KeysFlags {
  readonly context?: readonly string[];
  readonly list?: boolean;
  readonly remove?: boolean;
}

/** `firstbyte keys`: stores a provider's keys, encrypted, where runs find them; lists them without values; removes them. */
export function keys(given: string | undefined, regions: readonly string[], flags: KeysFlags): Promise<void> {
  return withPlainFailures(async () => {
    const { list = false, remove = false } = flags;
    if (list && remove) throw new BadInput('--list and --remove exclude each other.');
    if (given === LATITUDE) return token(regions, flags);
    const provider = given === undefined ? undefined : (known('provider', given, [...KEY_PROVIDERS, LATITUDE]) as KeyProvider);
    const named = provider === undefined ? [] : regionsOf(provider, regions);
    const context = contextHere(flags.context);
    const { home, endpoints } = context;
    const clients = commandClients();
    const ssm = clients.ssm(home);
    if (list) {
      await show(ssm, provider === undefined ? KEY_PROVIDERS : [provider]);
      if (provider === undefined) await showLatitudeToken(ssm);
      for (const note of await unfinishedNotes(clients, deploymentHere(context, clients))) console.error(`note: ${note}`);
      return;
    }
    if (provider === undefined)
      throw new BadInput(
        `name whose keys: npm run keys -- ${[...KEY_PROVIDERS, LATITUDE].join(' or npm run keys -- ')}; --list shows what is there.`,
      );
    if (remove) {
      await refuseWhileNeeded(clients, await deploymentHere(context, clients), provider);
      if (provider === POOL_PROVIDER) await refusePools(ssm, named);
      return removeAll(ssm, provider, named);
    }

    const places = named.length > 0 ? named : everywhere(provider);
    // Asked first, so that nobody types keys in and is told afterwards that AWS does not let them be stored.
    await storedKeys(ssm, provider);
    const pair = await givenKeys(provider, process.env);
    await acceptedKeys(provider, places, pair, endpoints);
    for (const { region } of places) {
      await writeKeys(ssm, provider, region, pair);
      console.log(`${provider} ${region}: accepted by the provider and stored in ${home} as ${PARAMETER.keys(provider, region)}`);
    }
  });
}

/** Latitude.sh has one token for all its sites. */
async function token(regions: readonly string[], { context: given, list = false, remove = false }: KeysFlags): Promise<void> {
  if (regions.length > 0) throw new BadInput(`${LATITUDE} has one token for all its sites: npm run keys -- ${LATITUDE}.`);
  const context = contextHere(given);
  const clients = commandClients();
  const ssm = clients.ssm(context.home);
  if (list) return showLatitudeToken(ssm);
  if (!remove) return storeLatitudeToken(ssm, process.env, context);
  await refuseWhileNeeded(clients, await deploymentHere(context, clients), LATITUDE);
  return removeLatitudeToken(ssm, context.endpoints);
}

function regionsOf(provider: KeyProvider, given: readonly string[]): KeyRegion[] {
  const all = keyRegions(provider);
  const ids = all.map(({ region }) => region);
  const named = new Set(given.map((region) => known(`region of ${provider}`, region, ids)));
  return all.filter(({ region }) => named.has(region));
}

/** Wasabi's keys are good in all its regions; an account of B2 has one region. */
function everywhere(provider: KeyProvider): KeyRegion[] {
  const all = keyRegions(provider);
  if (provider === 'wasabi') return all;
  throw new BadInput(
    `an account of ${provider} has one region: name it, npm run keys -- ${provider} ${all.map(({ region }) => region).join(' or ')}.`,
  );
}

async function show(ssm: SSMClient, providers: readonly KeyProvider[]): Promise<void> {
  for (const provider of providers) {
    const stored = new Map((await storedKeys(ssm, provider)).map(({ region, changedAt }) => [region, changedAt] as const));
    // Also what another version of this program stored.
    const regions = new Set([...keyRegions(provider).map(({ region }) => region), ...stored.keys()]);
    for (const region of regions) {
      const day = stored.get(region)?.toISOString().slice(0, 10);
      console.log(`${provider} ${region}: ${stored.has(region) ? `stored${day ? ` on ${day}` : ''}` : 'no keys'}`);
    }
  }
}

/** What is kept there costs money until somebody with its keys removes it. */
async function refusePools(ssm: SSMClient, named: readonly KeyRegion[]): Promise<void> {
  const kept = (await recordedPools(ssm)).filter((region) => named.length === 0 || named.some((one) => one.region === region));
  if (kept.length > 0)
    throw new BadInput(
      `objects to read are kept at ${POOL_PROVIDER} in ${kept.join(', ')}, and only its keys remove them: npm run destroy removes both.`,
    );
}

async function removeAll(ssm: SSMClient, provider: KeyProvider, named: readonly KeyRegion[]): Promise<void> {
  const regions = (named.length > 0 ? named : await storedKeys(ssm, provider)).map(({ region }) => region);
  if (regions.length === 0) console.log(`${provider}: there are no keys`);
  for (const region of regions)
    console.log(`${provider} ${region}: ${(await removeKeys(ssm, provider, region)) ? 'removed' : 'there were none'}`);
}
