import { setTimeout as pause } from 'node:timers/promises';
import { inFlightUntil, isRemoved } from '../../../lib/adapters/aws/proof-of-removal.ts';
import { BadInput, oneLine } from '../../../lib/domain/errors.ts';
import { awsProblem } from '../aws-errors.ts';
import type { RunAtHome } from '../run-at-home.ts';
import { namesOf, outsideAccount } from './outside-account.ts';
import type { MeantServer } from './remove-metal.ts';
import { clock, finalizeRun } from './unfinished-runs.ts';

/** The first call may find that something is still at work; the next one is after that. */
const ATTEMPTS = 2;
/** A machine that sleeps meanwhile is late by this at most. */
const LOOK_MS = 5_000;

export interface Ended {
  /** Why nothing may be removed now, one line a run: its records, the lab and the keys are all that leads to what it made. */
  readonly blocking: readonly string[];
  /** What else could not be done, or was given up, one line a run. */
  readonly problems: readonly string[];
  /** Bare metal of runs whose removal is not proved: whoever looks for it at its provider has to find none. */
  readonly servers: readonly MeantServer[];
}

/**
 * Has the finalizer end every run that is given, after what it may have under way. Runs in `abandoned` neither wait nor block: what they
 * made outside of the account is named and left there.
 */
export async function endUnfinished(
  runs: readonly RunAtHome[],
  abandoned: readonly string[],
  say: (line: string) => void,
): Promise<Ended> {
  const blocking: string[] = [];
  const problems: string[] = [];
  const servers: MeantServer[] = [];
  for (const at of runs) {
    const given = abandoned.includes(at.run);
    const failure = await ended(at, !given && (await outsideAccount(at)).length > 0, say);
    if (failure === undefined) continue;
    // Asked again: the finalizer may have removed some of it.
    const open = (await outsideAccount(at)).filter(({ gone }) => !gone);
    for (const { name, listed, account } of open)
      if (listed) servers.push({ run: at.run, name, abandoned: given, ...(account && { account }) });
    const left = namesOf(open.filter(({ listed }) => !listed));
    if (left === '') problems.push(`${at.run}: ${failure}`);
    else if (given) problems.push(`run ${at.run} is abandoned (${failure}): look for ${left}, and delete it there by hand`);
    else blocking.push(blockedBy(at.run, failure, left));
  }
  return { blocking, problems, servers };
}

const blockedBy = (run: string, failure: string, left: string) =>
  `run ${run} cannot be removed (${failure}): ${left} may still be there, so its records, the lab and the keys are kept; mend that and npm run destroy again, or give up on it with npm run destroy -- --abandon ${run}`;

/** Throws BadInput for a name that is no unfinished run: nothing is given up by a slip of the pen. */
export function refuseUnknown(abandoned: readonly string[], runs: readonly Pick<RunAtHome, 'run'>[]): void {
  const unknown = abandoned.find((name) => !runs.some(({ run }) => run === name));
  if (unknown === undefined) return;
  const open = runs.map(({ run }) => run).join(', ');
  throw new BadInput(`--abandon ${unknown}: ${open ? `the unfinished runs are ${open}` : 'there is no unfinished run'}.`);
}

/** Undefined when the run is removed for certain; otherwise why not, one line. */
async function ended(at: RunAtHome, patient: boolean, say: (line: string) => void): Promise<string | undefined> {
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (patient) await afterInFlight(at, say);
      say(`run ${at.run} has no final proof of removal: its finalizer is called`);
      const failure = await finalizeRun(at.deployment, at.run);
      if (failure !== undefined) return failure;
      if (!patient || (await isRemoved(at.records))) return undefined;
    }
    return 'its finalizer wrote no final proof';
  } catch (error) {
    return awsProblem(error) ?? oneLine(error);
  }
}

/** A function that was under way when the run was cut off may still make a bucket: only a look after its end counts. */
async function afterInFlight({ run, records }: RunAtHome, say: (line: string) => void): Promise<void> {
  const until = await inFlightUntil(records);
  if (!until || until <= new Date()) return;
  say(`run ${run} was cut off: what it had under way may make something until ${clock(until)}, so its removal waits for that`);
  while (until > new Date()) await pause(Math.min(LOOK_MS, until.getTime() - Date.now() + 1));
}
