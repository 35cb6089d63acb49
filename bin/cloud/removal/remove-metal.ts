import { expiredProjects } from '../../../lib/adapters/metal/expired-projects.ts';
import { storedLatitude } from '../../../lib/adapters/metal/metal-world.ts';
import { oneLine } from '../../../lib/domain/errors.ts';
import type { Deployment } from '../../../lib/domain/names.ts';
import type { CommandClients } from '../clients.ts';

/** Past any expiry: nothing is running. */
const END_OF_TIME = new Date(8.64e15);

/**
 * Removes bare-metal projects of ours, servers included, at their provider; nothing where no token is stored. Ours are those of the runs
 * on record here, and those past their expiry: another account may measure with the same token right now. Returns what could not be removed, one line each: then the token, the records and the lab are still needed.
 */
export async function removeMetal(
  clients: Pick<CommandClients, 'ssm'>,
  { home, endpoints }: Pick<Deployment, 'home' | 'endpoints'>,
  recorded: ReadonlySet<string>,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const problems: string[] = [];
  try {
    const projects = await expiredProjects(() => storedLatitude(clients.ssm(home), endpoints)).expired(END_OF_TIME);
    const now = new Date();
    for (const { run, expiredAt, remove } of projects) {
      if (!recorded.has(run) && expiredAt > now) continue;
      say(`bare metal of run ${run} is removed at Latitude.sh`);
      await remove().catch((error: unknown) => problems.push(oneLine(error)));
    }
  } catch (error) {
    problems.push(
      `bare metal could not be listed at Latitude.sh: ${oneLine(error)}; npm run keys -- latitude stores another token, with --remove none`,
    );
  }
  return problems;
}
