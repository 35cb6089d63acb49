import { PutParameterCommand, paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import { OWNER_TAG, PARAMETER } from '../../domain/names.ts';
import { POOL_PROVIDER } from './provider-keys.ts';

/** Puts on record that a pool may be kept in these regions: before it is made, so that `npm run destroy` always finds it. */
export async function recordPools(ssm: SSMClient, regions: readonly string[]): Promise<void> {
  const known = await recordedPools(ssm);
  for (const region of regions.filter((one) => !known.includes(one)))
    await ssm.send(
      new PutParameterCommand({
        ...{ Name: PARAMETER.pool(POOL_PROVIDER, region), Value: 'kept', Type: 'String', Tier: 'Standard' },
        Description: `firstbyte: objects to read are kept at ${POOL_PROVIDER} in ${region}`,
        Tags: [{ Key: OWNER_TAG.name, Value: OWNER_TAG.keys }],
      }),
    );
}

/** Regions of the provider in which a pool may be kept. Throws as the SDK does. */
export async function recordedPools(ssm: SSMClient): Promise<string[]> {
  const Path = PARAMETER.pool(POOL_PROVIDER, '').replace(/\/$/, '');
  const regions: string[] = [];
  for await (const { Parameters = [] } of paginateGetParametersByPath({ client: ssm }, { Path }))
    regions.push(...Parameters.flatMap(({ Name = '' }) => Name.slice(Path.length + 1) || []));
  return regions;
}
