import type { Sweeper } from '../aws/janitor.ts';
import type { LatitudeApi } from './latitude-api.ts';
import { parsedName } from './metal-names.ts';
import { type Patience, removeServers } from './remove-servers.ts';

/** The janitor looks again in an hour. */
const PATIENCE: Patience = { withinSeconds: 240 };

/**
 * Projects of bare-metal hosts that should have been removed, by the expiry in their names: without Terraform, which may have been
 * killed before it wrote anything down. Without a token nothing can be there.
 */
export function expiredProjects(api: () => Promise<LatitudeApi | undefined>, patience: Patience = PATIENCE): Sweeper {
  return {
    what: 'bare-metal projects',
    async expired(now) {
      const provider = await api();
      if (!provider) return [];
      return (await provider.projects()).flatMap(({ id, name }) => {
        const ours = parsedName(name);
        if (!ours || ours.expiresAt > now) return [];
        const remove = async () => {
          await removeServers(provider, id, patience);
          await provider.removeProject(id);
        };
        return [{ run: ours.run, expiredAt: ours.expiresAt, remove }];
      });
    },
  };
}
