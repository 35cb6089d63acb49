import { existsSync } from 'node:fs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { NO_TOKEN, storedLatitude } from '../../lib/adapters/metal/metal-world.ts';
import { hostEntry, pairEntry } from '../../lib/catalog/lookup.ts';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import type { Selection } from '../../lib/domain/scenario.ts';
import { METAL_LOCK } from '../deploy/metal-lock.ts';

export interface MetalVerdict {
  /** What remains to be measured. */
  readonly selection: Selection;
  readonly notes: readonly string[];
}

const isMetal = (pair: string): boolean => pairEntry(pair)?.hosts.some((kind) => kind === 'metal') ?? false;

/**
 * Leaves bare-metal pairs out where no token of their provider is stored, or where the provider does not take it. Throws BadInput where
 * nothing else was asked for, or where one of them was asked for by name.
 */
export async function metalVerdict(
  ssm: SSMClient,
  endpoints: Deployment['endpoints'],
  selection: Selection,
  named: readonly string[],
  lock = METAL_LOCK,
): Promise<MetalVerdict> {
  const metal = selection.pairs.filter(isMetal);
  if (metal.length === 0) return { selection, notes: [] };
  const reason = await whyNoMetal(ssm, endpoints, lock);
  if (reason === undefined) return { selection, notes: [] };
  const pairs = selection.pairs.filter((pair) => !isMetal(pair));
  const needed = metal.find((pair) => named.includes(pair)) ?? (pairs.length === 0 ? metal[0] : undefined);
  if (needed) throw new BadInput(`pair ${needed} cannot be measured: ${reason}.`);
  const hosts = selection.hosts.filter((host) => hostEntry(host)?.kind !== 'metal');
  return { selection: { ...selection, pairs, hosts }, notes: metal.map((pair) => `${pair} is left out: ${reason}.`) };
}

async function whyNoMetal(ssm: SSMClient, endpoints: Deployment['endpoints'], lock: string): Promise<string | undefined> {
  const api = await storedLatitude(ssm, endpoints);
  if (!api) return NO_TOKEN;
  if (!existsSync(lock)) return 'packet-tf/latitude.lock.hcl is missing: docs/bare-metal.md says how it is made, once';
  try {
    const { limit, used } = await api.allowance();
    return limit !== null && used >= limit
      ? `the account at Latitude.sh may have ${limit} servers and has ${used}: ask its support for more, or remove one`
      : undefined;
  } catch (error) {
    return oneLine(error);
  }
}
