import type { Builds } from '../aws/codebuild.ts';
import type { Expired, Sweeper } from '../aws/janitor.ts';
import type { LatitudeApi } from './latitude-api.ts';
import { isMaking } from './metal-builds.ts';
import { type MetalName, parsedName } from './metal-names.ts';
import { removeProjects } from './remove-projects.ts';
import type { Patience } from './remove-servers.ts';

/** The janitor looks again in an hour. */
const PATIENCE: Patience = { withinSeconds: 240 };

export interface AtProvider {
  /** Undefined while no token is stored: then nobody can look. Runs on record whose servers nobody could look for are a problem of their own. */
  readonly api: () => Promise<LatitudeApi | undefined>;
  /** Absent where there is no builder any more. */
  readonly builds?: Builds;
  readonly patience?: Patience;
}

/**
 * Projects of bare-metal hosts that should have been removed, by the expiry in their names: without Terraform, which may have been
 * killed before it wrote anything down.
 */
export function expiredProjects({ api, builds, patience = PATIENCE }: AtProvider): Sweeper<Expired & MetalName> {
  return {
    what: 'bare-metal projects',
    async expired(now) {
      const provider = await api();
      if (!provider) return [];
      return expiredNames(
        (await provider.projects()).map(({ name }) => name),
        now,
      ).map((name) => ({
        ...name,
        remove: async () =>
          void (await removeProjects(provider, name.project, patience, builds && (() => isMaking(builds, name)))),
      }));
    },
  };
}

/** Scripts of first boots whose project may be gone already: each holds the code of an activation. */
export function expiredUserData({ api }: Pick<AtProvider, 'api'>): Sweeper {
  return {
    what: 'bare-metal user data',
    async expired(now) {
      const provider = await api();
      if (!provider) return [];
      return (await provider.userData()).flatMap(({ id, description }) =>
        expiredNames([description], now).map((name) => ({ ...name, remove: () => provider.removeUserData(id) })),
      );
    },
  };
}

interface Due extends MetalName {
  readonly expiredAt: Date;
  readonly alone: true;
}

/** Each name of ours that is past its expiry, once. Such a host is lost to its lane, and its run may well measure on others. */
export function expiredNames(names: readonly string[], now: Date): Due[] {
  const ours = [...new Set(names)].flatMap((name) => parsedName(name) ?? []);
  return ours.flatMap((name) => (name.expiresAt <= now ? [{ ...name, expiredAt: name.expiresAt, alone: true }] : []));
}
