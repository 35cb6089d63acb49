import { recordedPools } from '../../../lib/adapters/aws/pool-parameters.ts';
import { keyRegions, POOL_PROVIDER, readKeys } from '../../../lib/adapters/aws/provider-keys.ts';
import { keptPool } from '../../../lib/adapters/stores/kept-pool.ts';
import { placeName } from '../../../lib/domain/cell.ts';
import { oneLine } from '../../../lib/domain/errors.ts';
import { type Deployment, PARAMETER } from '../../../lib/domain/names.ts';
import type { CommandClients } from '../clients.ts';

export interface PoolsRemoved {
  /** Why some could not be removed, one line each. */
  readonly problems: readonly string[];
  /** Parameters that have to stay for the next attempt: which pool it is, and the keys that open it. */
  readonly needed: readonly string[];
}

/** Removes every pool that is on record, with the keys that are still stored. Throws as the SDK of AWS does. */
export async function removePools(
  clients: CommandClients,
  deployment: Deployment,
  say: (line: string) => void,
): Promise<PoolsRemoved> {
  const { account, home, endpoints } = deployment;
  const ssm = clients.ssm(home);
  const problems: string[] = [];
  const needed: string[] = [];
  for (const region of await recordedPools(ssm)) {
    try {
      const keys = await readKeys(ssm, POOL_PROVIDER, region);
      if (!keys) throw new Error(`no keys in ${region}: npm run keys -- ${POOL_PROVIDER} ${region}`);
      const at = keyRegions(POOL_PROVIDER).find((one) => one.region === region);
      const place = placeName(at?.store ?? POOL_PROVIDER, region);
      const endpoint = endpoints[place] ?? `https://${at?.endpoint}`;
      const pool = keptPool({ ...keys, account, region, place, endpoint, pathStyle: place in endpoints, now: () => new Date() });
      await pool.remove().finally(() => pool.disconnect());
      say(`objects to read at ${POOL_PROVIDER} in ${region}: removed`);
    } catch (error) {
      problems.push(`objects to read are kept at ${POOL_PROVIDER} in ${region} and could not be removed: ${oneLine(error)}`);
      needed.push(PARAMETER.pool(POOL_PROVIDER, region), PARAMETER.keys(POOL_PROVIDER, region));
    }
  }
  return { problems, needed };
}
