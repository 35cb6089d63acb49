import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, NamedError, oneLine } from '../../domain/errors.ts';
import type { LatitudeApi } from './latitude-api.ts';
import type { MetalServer } from './metal-api.ts';
import { RequestRefused } from './provider-request.ts';
import { endOf, type Making, type Patience, removeServers } from './remove-servers.ts';

/**
 * Removes every project of a host's name with every server in it, then the script its servers booted with, which holds the code of an
 * activation. It has ended when the provider lists neither project nor server nor script any more. One that stays keeps no other from
 * going, and an answer that fails is asked for again as long as the patience lasts. Returns how many servers there were. Throws
 * ServersLeft, BadInput for a token that is not accepted, and as the provider's client does where only a script is left.
 */
export async function removeProjects(
  api: LatitudeApi,
  name: string,
  { withinSeconds = 600, pauseSeconds = 5 }: Patience = {},
  making?: Making,
): Promise<number> {
  const giveUp = performance.now() + withinSeconds * 1000;
  const until = endOf({ withinSeconds });
  const gone = new Set<string>();
  let servers = 0;
  const remove = async (project: string): Promise<void> => {
    const left = Math.max(0, giveUp - performance.now()) / 1000;
    const removed = gone.has(project) ? 0 : await removeServers(api, project, { withinSeconds: left, pauseSeconds }, making);
    servers += removed;
    // A project that still has a server is refused: that it goes is the provider's own word that none is left.
    await api.removeProject(project, until);
    gone.add(project);
  };
  for (;;) {
    // It may be listed for a moment longer.
    let why = 'it is listed although it was removed: look for it there';
    try {
      const projects = await api.projectsNamed(name, until);
      const failed = (await Promise.allSettled(projects.map(remove))).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      if (projects.length === 0) break;
    } catch (error) {
      if (isFinal(error)) throw error;
      why = `it could not be removed, and what is in it is billed: ${oneLine(error)}`;
    }
    if (performance.now() + pauseSeconds * 1000 > giveUp)
      throw new NamedError('ServersLeft', `${api.title}, project ${name}: ${why}`);
    await sleep(pauseSeconds * 1000);
  }
  for (const project of gone) {
    const survivors = await serversOf(api, project, until);
    if (survivors.length > 0)
      throw new NamedError(
        'ServersLeft',
        `${api.title}: ${survivors.length} servers outlived project ${project}, and are billed`,
      );
  }
  for (const { id, description } of await api.userData(until)) if (description === name) await api.removeUserData(id, until);
  return servers;
}

/** A token that is not accepted now will not be later, and servers that stay have had all the patience there was. */
const isFinal = (error: unknown): boolean =>
  error instanceof BadInput || (error instanceof Error && error.name === 'ServersLeft');

/** Of a project that is gone: that the provider does not know it is what is hoped for. */
async function serversOf(api: LatitudeApi, project: string, until: AbortSignal): Promise<readonly MetalServer[]> {
  try {
    return await api.servers(project, until);
  } catch (error) {
    if (error instanceof RequestRefused && [403, 404, 422].includes(error.status)) return [];
    throw error;
  }
}
