import { NamedError, oneLine } from '../../domain/errors.ts';
import type { Records } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';
import type { Executions } from './finalize.ts';
import { inFlightUntil, isRemoved } from './proof-of-removal.ts';

/** Something that carries a run's tag and is past its expiry. */
export interface Expired {
  readonly run: string;
  readonly expiredAt: Date;
  /** While its run still runs it goes alone: it is no reason to end the run. */
  readonly alone?: true;
  /** For what no run knows any more. */
  remove(): Promise<void>;
}

/** One kind of thing that runs make outside of stores. A new kind of host adds one. */
export interface Sweeper<Thing extends Expired = Expired> {
  /** For a problem's line: `instances in eu-central-1`. */
  readonly what: string;
  expired(now: Date): Promise<readonly Thing[]>;
}

export interface JanitorWorld {
  readonly now: () => Date;
  /** Ids of all runs that have records, newest first: one that cannot be removed must not keep a younger one from its turn. */
  readonly runs: () => Promise<readonly string[]>;
  readonly records: (run: string) => Records;
  readonly executions: Executions;
  /** Ends a run from outside; throws when something is left. */
  readonly finalize: (run: string) => Promise<void>;
  readonly sweepers: readonly Sweeper[];
  /** Runs that have a deadline schedule, and what removes one. */
  readonly deadlines: { readonly runs: () => Promise<readonly string[]>; readonly clear: (run: string) => Promise<void> };
}

/** A run is given this long to be ended by its own ways. */
const GRACE_MS = 3_600_000;

/**
 * The last resort, once an hour: ends runs that nothing else ended, and removes what expired. One thing that fails keeps nothing else
 * from being done, and is tried again for as long as its records are kept; all failures are thrown together at the end.
 */
export async function janitor(world: JanitorWorld): Promise<void> {
  const problems: string[] = [];
  const attempt = async <T>(what: string, done: Promise<T>): Promise<T | undefined> =>
    done.catch((error) => {
      problems.push(`${what}: ${oneLine(error)}`);
      return undefined;
    });

  const known = (await attempt('runs', world.runs())) ?? [];
  const expired: Expired[] = [];
  for (const { what, expired: find } of world.sweepers) expired.push(...((await attempt(what, find(world.now()))) ?? []));

  const due = new Set<string>();
  for (const run of known) if (await attempt(run, isForgotten(world, run))) due.add(run);
  for (const thing of expired) {
    const onRecord = await attempt(thing.run, isOnRecord(world, thing.run));
    const running = onRecord && thing.alone ? await attempt(thing.run, isRunning(world, thing.run)) : false;
    if (onRecord && running) await attempt(`${thing.run}, which still runs`, thing.remove());
    if (onRecord && running === false) due.add(thing.run);
    if (onRecord === false && world.now().getTime() - thing.expiredAt.getTime() > GRACE_MS)
      await attempt(`${thing.run}, which has no records`, thing.remove());
  }
  for (const run of due) await attempt(run, world.finalize(run));

  for (const run of (await attempt('deadlines', world.deadlines.runs())) ?? [])
    if (await attempt(run, deadlineIsIdle(world, run))) await attempt(run, world.deadlines.clear(run));

  if (problems.length > 0) throw new NamedError('SomethingLeft', problems.join('; '));
}

/** Over for an hour, and not removed for certain, although its own second look is due. */
async function isForgotten(world: JanitorWorld, run: string): Promise<boolean> {
  const { records, now } = world;
  if (await isRemoved(records(run))) return false;
  const until = await inFlightUntil(records(run));
  if (until && until > now()) return false;
  const request = await RECORD.request.read(records(run));
  if (request && now().getTime() - Date.parse(request.startedAt) < GRACE_MS) return false;
  return !(await isRunning(world, run));
}

async function isOnRecord({ records }: JanitorWorld, run: string): Promise<boolean> {
  return (await RECORD.request.read(records(run))) !== undefined;
}

const isRunning = async ({ executions }: JanitorWorld, run: string): Promise<boolean> =>
  (await executions.status(run))?.status === 'RUNNING';

/** A deadline is idle once its run was removed for certain, or when nothing of the run is on record. */
async function deadlineIsIdle(world: JanitorWorld, run: string): Promise<boolean> {
  if (!(await isOnRecord(world, run))) return true;
  return isRemoved(world.records(run));
}
