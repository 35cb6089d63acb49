import type { Lane } from '../../domain/plan.ts';
import { MIN_ROUNDS } from '../../domain/statistics/median-interval.ts';
import { wasabiBytes } from './estimate.ts';
import { orderSecondsOf } from './expected-time.ts';
import { removalSeconds } from './removal-time.ts';
import type { StoreUse } from './store-use.ts';

/** How long a teardown goes on deleting items (lib/adapters/stores/table-keys.ts). */
const TEARDOWN_SECONDS = 600;

interface Planned {
  readonly asked: number;
  readonly rounds: number;
  readonly maxSeconds: number | undefined;
  readonly lanes: readonly Lane[];
  readonly uses: readonly StoreUse[];
  /** Endpoints of the user's own, whose prices nobody here knows. */
  readonly unpriced: readonly string[];
}

/** What a reader should know before the run starts, one sentence each. */
export function planNotes({ asked, rounds, maxSeconds, lanes, uses, unpriced }: Planned): string[] {
  const notes: string[] = [];
  if (rounds < asked) notes.push(`Cut to ${rounds} of ${asked} rounds: more do not fit into ${maxSeconds} s.`);
  if (unpriced.length > 0) notes.push(`Not priced: what the providers of ${unpriced.join(', ')} charge is not in the estimate.`);
  if (rounds < MIN_ROUNDS)
    notes.push(
      `Numbers, no verdict: ${rounds === 1 ? '1 round' : `${rounds} rounds`}, and a verdict needs at least ${MIN_ROUNDS}.`,
    );
  const long = lanes
    .filter((lane) => lane.roundSeconds > orderSecondsOf(lane.crew))
    .toSorted((a, b) => b.roundSeconds - a.roundSeconds);
  if (long[0])
    notes.push(
      `A round of ${long.length === 1 ? long[0].id : `${long.length} lanes`} is expected to take up to ${minutes(long[0].roundSeconds)} minutes, more than the ${orderSecondsOf(long[0].crew) / 60} of an order there: one row cannot be split, and its host may end before.`,
    );
  const removal = removalSeconds(uses);
  if (removal > TEARDOWN_SECONDS)
    notes.push(
      `Deleting what DynamoDB holds is expected to take ${minutes(removal)} minutes at the rate of a new table, and one teardown tries for ${minutes(TEARDOWN_SECONDS)}: the run may end with items left, which the finalizer and the hourly janitor go on deleting.`,
    );
  const { read, stored } = wasabiBytes(uses);
  if (read > stored)
    notes.push(
      `Wasabi allows as much egress in a month as an account stores: this run reads ${gigabytes(read)} GB there and stores ${gigabytes(stored)} GB. An account that holds less than the difference breaks the rule.`,
    );
  return notes;
}

const minutes = (seconds: number) => Math.round(seconds / 60);
const gigabytes = (bytes: number) => (bytes / 1e9).toPrecision(2);
