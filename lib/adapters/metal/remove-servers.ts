import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, NamedError, oneLine } from '../../domain/errors.ts';
import type { MetalApi } from './metal-api.ts';

export interface Patience {
  /** All looks together, seconds. A server that is still being installed can often not be removed yet. */
  readonly withinSeconds?: number;
  readonly pauseSeconds?: number;
}

/** For a request under way when all looks are over: then it is cut off. */
const LAST_ANSWER_SECONDS = 15;

/** When nothing more is asked: all that a removal may take. */
export const endOf = ({ withinSeconds = 600 }: Patience): AbortSignal =>
  AbortSignal.timeout(Math.ceil((withinSeconds + LAST_ANSWER_SECONDS) * 1000));

/** A request to make a server can still be under way when the first look finds nothing. */
const EMPTY_LOOKS = 2;

/** Whether something may still ask for a server: what is empty then can fill again. */
export type Making = () => Promise<boolean>;
const nobody: Making = async () => false;

/**
 * Removes every server of a project, whatever Terraform's state says of it: the provider forgets servers whose creation failed or was
 * cut off, and they are billed on. A look that finds none counts only after `making` has said no. Returns how many there were. Throws
 * ServersLeft when some stay, or when nobody can know. Call it before `terraform destroy -refresh=false`, and whenever nobody knows how
 * far Terraform got.
 */
export async function removeServers(
  api: MetalApi,
  project: string,
  { withinSeconds = 600, pauseSeconds = 5 }: Patience = {},
  making: Making = nobody,
): Promise<number> {
  const giveUp = performance.now() + withinSeconds * 1000;
  const until = endOf({ withinSeconds });
  const seen = new Set<string>();
  let left = -1;
  let refusal = '';
  for (let empty = 0; empty < EMPTY_LOOKS; ) {
    try {
      const [servers, busy] = await look(api, project, making, until);
      left = servers.length;
      empty = left === 0 && busy === false ? empty + 1 : 0;
      refusal = busy === true ? ': a build that makes servers has not ended' : '';
      for (const { id } of servers) seen.add(id);
      const refused = (await Promise.allSettled(servers.map(({ id }) => api.remove(id, until)))).filter(isRejected);
      if (refused[0]) {
        left = refused.length;
        throw refused[0].reason;
      }
      if (typeof busy !== 'boolean') throw busy.unknown;
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

/** Asked before the look. That it cannot be known keeps nothing from being removed. */
async function look(api: MetalApi, project: string, making: Making, until: AbortSignal) {
  const busy = await making().catch((unknown: unknown) => ({ unknown }));
  return [await api.servers(project, until), busy] as const;
}

const isRejected = (one: PromiseSettledResult<void>): one is PromiseRejectedResult => one.status === 'rejected';

function serversLeft(title: string, project: string, left: number, refusal: string): NamedError {
  const count = left === 1 ? '1 server is' : `${left} servers are`;
  const billed = 'billed until removed in its console';
  const what = left < 0 ? `the servers could not be listed, ${billed}` : `${count} left, ${billed}`;
  const said = left === 0 ? 'no server is listed, and one may still come' : what;
  return new NamedError('ServersLeft', `${title}, project ${project}: ${said}${refusal}`);
}
