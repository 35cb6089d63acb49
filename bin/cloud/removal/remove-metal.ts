import type { Expired, Sweeper } from '../../../lib/adapters/aws/janitor.ts';
import { expiredProjects, expiredUserData } from '../../../lib/adapters/metal/expired-projects.ts';
import { NO_TOKEN, OTHER_ACCOUNT, storedLatitude } from '../../../lib/adapters/metal/metal-world.ts';
import type { Patience } from '../../../lib/adapters/metal/remove-servers.ts';
import { oneLine } from '../../../lib/domain/errors.ts';
import type { Deployment } from '../../../lib/domain/names.ts';
import { PROOF_RUN } from '../../packet/remove-proof.ts';
import type { CommandClients } from '../clients.ts';
import { namesOf } from './outside-account.ts';

/** Past any expiry: nothing is running. */
const END_OF_TIME = new Date(8.64e15);

/** A project that a run meant to make and whose removal is not proved. */
export interface MeantServer {
  readonly run: string;
  /** `project firstbyte-… at Latitude.sh`. */
  readonly name: string;
  /** Of the provider, where it is on record. */
  readonly account?: string;
  /** The run was given up. */
  readonly abandoned: boolean;
}

export interface MetalToRemove {
  /** Runs on record here: theirs are ours, expired or not. */
  readonly recorded: ReadonlySet<string>;
  readonly meant: readonly MeantServer[];
  /** Runs that were given up. */
  readonly abandoned: readonly string[];
  /** With each project. */
  readonly patience?: Patience;
}

export interface MetalRemoved {
  /** Why nothing else may be removed now, one line each: token, records and lab are all that leads to a server, and it is billed. */
  readonly blocking: readonly string[];
  /** What was given up, or else is worth telling, one line each. */
  readonly problems: readonly string[];
}

/**
 * Removes bare-metal projects of ours, servers included, at their provider. Ours are those of the runs on record here, those of proofs,
 * and those past their expiry. Any other is named and left, because another account may measure with the same token right now, and
 * keeps token, records and lab until it is gone or its run is given up. Where the provider cannot be asked, nothing else may be
 * removed, unless every run that meant a server there was given up: then its projects are named, and may still be there.
 */
export async function removeMetal(
  clients: Pick<CommandClients, 'ssm'>,
  { home, endpoints }: Pick<Deployment, 'home' | 'endpoints'>,
  { recorded, meant, abandoned, patience }: MetalToRemove,
  say: (line: string) => void,
): Promise<MetalRemoved> {
  const blocking: string[] = [];
  const problems: string[] = [];
  const unseen = (reason: string, servers = meant) => {
    const givenUp = servers.filter((one) => one.abandoned);
    const needed = servers.filter((one) => !one.abandoned);
    if (givenUp.length > 0)
      problems.push(
        `${namesOf(givenUp)} could not be looked at (${reason}): look for it in the provider's console, a server is billed until it is deleted`,
      );
    if (needed.length > 0) blocking.push(`bare metal could not be looked for (${reason}): ${stillThere(needed)}`);
  };
  try {
    const api = await storedLatitude(clients.ssm(home), endpoints);
    if (!api) {
      unseen(NO_TOKEN);
      return { blocking, problems };
    }
    const token = { api: async () => api };
    const foreign = await swept(expiredProjects({ ...token, ...(patience && { patience }) }), (run) =>
      abandoned.includes(run) ? problems : blocking,
    );
    for (const { run, project, expiresAt } of foreign) {
      const until = `${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
      const what = `project ${project} at Latitude.sh is of no run on record here, and due until ${until}`;
      if (abandoned.includes(run)) problems.push(`${what}: it is left there, and a server in it is billed`);
      else
        blocking.push(
          `${what}: another account may measure in it, so the token, the records and the lab are kept; npm run destroy again after that, or leave it there with npm run destroy -- --abandon ${run}`,
        );
    }
    // What is left of it costs nothing, and is worth nothing once its activation is gone.
    await swept(expiredUserData(token), () => problems).catch((error: unknown) => void problems.push(oneLine(error)));
    // To the token of another account they are invisible, not gone.
    const accounts = meant.some(({ account }) => account) ? await api.accounts() : [];
    const invisible = meant.filter(({ account }) => account && !accounts.includes(account));
    if (invisible.length > 0) unseen(OTHER_ACCOUNT, invisible);
  } catch (error) {
    const reason = oneLine(error);
    unseen(reason);
    if (meant.length === 0)
      blocking.push(
        `bare metal could not be listed at Latitude.sh: ${reason}; npm run keys -- latitude stores another token, with --remove none`,
      );
  }
  return { blocking, problems };

  /** Returns what is not ours to remove yet. */
  async function swept<Thing extends Expired>(
    { what, expired }: Sweeper<Thing>,
    failuresOf: (run: string) => string[],
  ): Promise<readonly Thing[]> {
    const now = new Date();
    const foreign: Thing[] = [];
    for (const thing of await expired(END_OF_TIME)) {
      const { run, expiredAt, remove } = thing;
      if (!recorded.has(run) && !run.startsWith(PROOF_RUN) && expiredAt > now) {
        foreign.push(thing);
        continue;
      }
      say(`${what} of run ${run}: removed at Latitude.sh`);
      await remove().catch((error: unknown) => failuresOf(run).push(`run ${run}: ${oneLine(error)}`));
    }
    return foreign;
  }
}

function stillThere(servers: readonly MeantServer[]): string {
  const runs = [...new Set(servers.map(({ run }) => run))];
  return `${namesOf(servers)} may still be there, so its records, the lab and the keys are kept; npm run keys -- latitude stores another token, then npm run destroy again, or give up on it with npm run destroy -- ${runs.map((run) => `--abandon ${run}`).join(' ')}`;
}
