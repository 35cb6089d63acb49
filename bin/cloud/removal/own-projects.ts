import { type MetalName, parsedName } from '../../../lib/adapters/metal/metal-names.ts';
import { storedLatitude } from '../../../lib/adapters/metal/metal-world.ts';
import { oneLine } from '../../../lib/domain/errors.ts';
import type { Deployment } from '../../../lib/domain/names.ts';
import type { CommandClients } from '../clients.ts';

export interface OwnProjects {
  readonly names: readonly MetalName[];
  /** Set where nobody could look, one line. */
  readonly problem?: string;
}

/** Projects at Latitude.sh that carry a name of ours, of whichever account's runs. None while no token is stored. */
export async function ownProjects(
  clients: Pick<CommandClients, 'ssm'>,
  { home, endpoints }: Pick<Deployment, 'home' | 'endpoints'>,
): Promise<OwnProjects> {
  try {
    const api = await storedLatitude(clients.ssm(home), endpoints);
    return { names: ((await api?.projects()) ?? []).flatMap(({ name }) => parsedName(name) ?? []) };
  } catch (error) {
    return { names: [], problem: `bare metal could not be looked for at Latitude.sh: ${oneLine(error)}` };
  }
}
