import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, NamedError, oneLine } from '../../domain/errors.ts';
import type { MetalApi } from './metal-api.ts';

export interface Patience {
  /** All looks together, seconds. A server that is still being installed can often not be removed yet. */
  readonly withinSeconds?: number;
  readonly pauseSeconds?: number;
}

/** A request to make a server can still be under way when the first look finds nothing. */
const EMPTY_LOOKS = 2;

/**
 * Removes every server of a project, whatever Terraform's state says of it: the provider forgets servers whose creation failed or was
 * cut off, and they are billed on. Returns how many there were. Throws ServersLeft when some stay. Call it before
 * `terraform destroy -refresh=false`, and whenever nobody knows how far Terraform got.
 */
export async function removeServers(
  api: MetalApi,
  project: string,
  { withinSeconds = 600, pauseSeconds = 5 }: Patience = {},
): Promise<number> {
  const giveUp = performance.now() + withinSeconds * 1000;
  const seen = new Set<string>();
  let left = -1;
  let refusal = '';
  for (let empty = 0; empty < EMPTY_LOOKS; ) {
    try {
      const servers = await api.servers(project);
      left = servers.length;
      empty = left === 0 ? empty + 1 : 0;
      for (const { id } of servers) seen.add(id);
      const refused = (await Promise.allSettled(servers.map(({ id }) => api.remove(id)))).find(isRejected);
      if (refused) throw refused.reason;
    } catch (error) {
      // A token that is not accepted now will not be later; all else may pass.
      if (error instanceof BadInput) throw error;
      refusal = `: ${oneLine(error)}`;
    }
    if (empty === EMPTY_LOOKS) break;
    if (performance.now() + pauseSeconds * 1000 > giveUp) throw serversLeft(api.title, project, left, refusal);
    await sleep(pauseSeconds * 1000);
  }
  return seen.size;
}

const isRejected = (one: PromiseSettledResult<void>): one is PromiseRejectedResult => one.status === 'rejected';

function serversLeft(title: string, project: string, left: number, refusal: string): NamedError {
  const count = left === 1 ? '1 server is' : `${left} servers are`;
  const what = left < 0 ? 'the servers could not be listed' : `${count} left`;
  return new NamedError('ServersLeft', `${title}, project ${project}: ${what}, billed until removed in its console${refusal}`);
}
