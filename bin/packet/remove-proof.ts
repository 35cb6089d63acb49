import type { LatitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { parsedName } from '../../lib/adapters/metal/metal-names.ts';
import { removeProjects } from '../../lib/adapters/metal/remove-projects.ts';
import type { Patience } from '../../lib/adapters/metal/remove-servers.ts';
import { BadInput, NamedError, oneLine } from '../../lib/domain/errors.ts';

/** What a proof's run is called, in the name of its project. */
export const PROOF_RUN = 'proof-';

export interface ProofAtProvider {
  readonly api: LatitudeApi;
  /** Of the project. */
  readonly name: string;
  readonly say: (line: string) => void;
  readonly patience?: Patience;
}

/**
 * Removes what a proof made at the provider and looks at what is left. Idempotent. Throws ServersLeft with the project's name whatever
 * went wrong: as long as nobody could look, a server may be there and is billed.
 */
export async function removeProof({ api, name, say, patience }: ProofAtProvider): Promise<void> {
  try {
    const removed = await removeProjects(api, name, patience);
    say(`\n${removed} removed, 0 left, the project is gone.`);
  } catch (error) {
    throw new NamedError(
      'ServersLeft',
      `project ${name} at ${api.title} may hold a server, which may be billed until it is removed (${oneLine(error)}): npm run packet -- prove --remove ${name}, or look for it in its console`,
      { cause: error },
    );
  }
}

/** Throws BadInput for a name that no proof has: projects of runs have records, which `npm run destroy` goes by. */
export function proofNamed(name: string): string {
  if (!parsedName(name)?.run.startsWith(PROOF_RUN))
    throw new BadInput(`"${name}" is no project of a proof, such as firstbyte-proof-…: npm run destroy removes those of runs`);
  return name;
}
