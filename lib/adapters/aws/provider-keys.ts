import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { STORES } from '../../catalog/stores.ts';
import type { StoreEntry } from '../../domain/catalog.ts';
import { OWNER_TAG, PARAMETER, type ProviderKeys } from '../../domain/names.ts';

/** Providers whose keys this product keeps, as they are called on the command line and in names of parameters. */
export const KEY_PROVIDERS = ['wasabi', 'b2'] as const;
export type KeyProvider = (typeof KEY_PROVIDERS)[number];

/** Bills 90 days for each write, so that objects to read may be kept there. */
export const POOL_PROVIDER = 'wasabi' satisfies KeyProvider;

/** Who gives the keys of a store; undefined where the account's own roles sign. */
export function keyProvider({ provider }: Pick<StoreEntry, 'provider'>): KeyProvider | undefined {
  if (provider === 'wasabi') return 'wasabi';
  return provider === 'backblaze' ? 'b2' : undefined;
}

/** A region of a provider in which some store of the catalog is met. */
export interface KeyRegion {
  readonly region: string;
  /** Id of that store. */
  readonly store: string;
  /** Host name of its S3 API. */
  readonly endpoint: string;
}

export function keyRegions(provider: KeyProvider): KeyRegion[] {
  const stores: readonly StoreEntry[] = STORES;
  return stores
    .filter((entry) => keyProvider(entry) === provider)
    .flatMap(({ id, places }) => places.map(({ region, endpoint = '' }) => ({ region, store: id, endpoint })));
}

/** Undefined when none were stored. Throws as the SDK does. */
export async function readKeys(ssm: SSMClient, provider: KeyProvider, region: string): Promise<ProviderKeys | undefined> {
  try {
    const Name = PARAMETER.keys(provider, region);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value === undefined ? undefined : (JSON.parse(Parameter.Value) as ProviderKeys);
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

/** Stores keys, instead of earlier ones. Throws as the SDK does. */
export async function writeKeys(ssm: SSMClient, provider: KeyProvider, region: string, keys: ProviderKeys): Promise<void> {
  const { accessKeyId, secretAccessKey } = keys;
  // Without a KeyId the AWS-managed key encrypts it, and the Standard tier costs nothing: neither bills while idle.
  const parameter = {
    Name: PARAMETER.keys(provider, region),
    Value: JSON.stringify({ accessKeyId, secretAccessKey }),
    Type: 'SecureString',
    Tier: 'Standard',
    Description: `firstbyte: keys of ${provider} in ${region}`,
  } as const;
  const Tags = [{ Key: OWNER_TAG.name, Value: OWNER_TAG.keys }];
  try {
    await ssm.send(new PutParameterCommand({ ...parameter, Tags }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ParameterAlreadyExists')) throw error;
    // A parameter that is there keeps its tags, and takes none along.
    await ssm.send(new PutParameterCommand({ ...parameter, Overwrite: true }));
  }
}

/** Whether there were any. Throws as the SDK does. */
export async function removeKeys(ssm: SSMClient, provider: KeyProvider, region: string): Promise<boolean> {
  try {
    await ssm.send(new DeleteParameterCommand({ Name: PARAMETER.keys(provider, region) }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return false;
    throw error;
  }
}

/** Which keys are stored, never their values. Throws as the SDK does. */
export async function storedKeys(
  ssm: SSMClient,
  provider: KeyProvider,
): Promise<{ readonly region: string; readonly changedAt: Date | undefined }[]> {
  const Path = PARAMETER.keys(provider, '').replace(/\/$/, '');
  const found: { region: string; changedAt: Date | undefined }[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path, ...(NextToken === undefined ? {} : { NextToken }) }));
    for (const { Name = '', LastModifiedDate } of page.Parameters ?? [])
      found.push({ region: Name.slice(Path.length + 1), changedAt: LastModifiedDate });
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}
