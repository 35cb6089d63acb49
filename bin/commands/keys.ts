import type { SSMClient } from '@aws-sdk/client-ssm';
import { runningRuns } from '../../lib/adapters/aws/execution.ts';
import {
  KEY_PROVIDERS,
  type KeyProvider,
  type KeyRegion,
  keyRegions,
  removeKeys,
  storedKeys,
  writeKeys,
} from '../../lib/adapters/aws/provider-keys.ts';
import type { DeploymentContext } from '../../lib/cloud/deployment.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import { PARAMETER } from '../../lib/domain/names.ts';
import { known } from '../../lib/pipeline/planning/nearest.ts';
import { acceptedKeys } from '../cloud/accepted-keys.ts';
import { type CommandClients, commandClients } from '../cloud/clients.ts';
import { contextHere, deploymentHere } from '../cloud/deployment.ts';
import { givenKeys } from '../cloud/given-keys.ts';
import { withPlainFailures } from '../cloud/plain-failure.ts';

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
    const provider = given === undefined ? undefined : known('provider', given, KEY_PROVIDERS);
    const named = provider === undefined ? [] : regionsOf(provider, regions);
    const context = contextHere(flags.context);
    const { home, endpoints } = context;
    const clients = commandClients();
    const ssm = clients.ssm(home);
    if (list) return show(ssm, provider === undefined ? KEY_PROVIDERS : [provider]);
    if (provider === undefined)
      throw new BadInput(
        `name whose keys: npm run keys -- ${KEY_PROVIDERS.join(' or npm run keys -- ')}; --list shows what is there.`,
      );
    if (remove) {
      await refuseWhileRunning(clients, context);
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

/** A run needs its keys to the end: without them nobody empties what it made. */
async function refuseWhileRunning(clients: CommandClients, context: DeploymentContext): Promise<void> {
  const [running] = await runningRuns(clients.sfn(context.home), await deploymentHere(context, clients));
  if (running)
    throw new BadInput(
      `run ${running} is under way and needs its keys to remove what it made: wait for it with npm start -- --attach ${running}, or end it with npm start -- --stop ${running}.`,
    );
}

async function removeAll(ssm: SSMClient, provider: KeyProvider, named: readonly KeyRegion[]): Promise<void> {
  const regions = (named.length > 0 ? named : await storedKeys(ssm, provider)).map(({ region }) => region);
  if (regions.length === 0) console.log(`${provider}: there are no keys`);
  for (const region of regions)
    console.log(`${provider} ${region}: ${(await removeKeys(ssm, provider, region)) ? 'removed' : 'there were none'}`);
}
