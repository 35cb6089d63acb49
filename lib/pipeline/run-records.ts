import type { PriceEntry } from '../domain/catalog.ts';
import { NamedError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { LaneRecord, PublishedFile, RunRecord, StoreRecord, Teardown } from '../domain/run.ts';
import type { Selection } from '../domain/scenario.ts';
import type { HostHandle, HostReady, Records } from './ports.ts';

/** What was asked for, written before the machine starts. */
export interface RunRequest {
  readonly run: string;
  readonly preset: string;
  readonly selection: Selection;
  /** Stores that only this run knows, such as endpoints of the user's own; they win over the catalog's of the same id. */
  readonly stores: readonly StoreRecord[];
  /** Stores that were asked for and left out, with the reason the page prints. */
  readonly skipped: readonly { readonly id: string; readonly title: string; readonly reason: string }[];
  readonly startedAt: string;
  readonly version: string;
  /** The unguessable part of the report's address; absent on one machine. */
  readonly secret?: string;
  /** Keeps the run out of the page of all runs. */
  readonly private?: true;
  /** Plan refuses to start anything above it. */
  readonly maxUsd?: number;
  /** Set when the user accepts more egress from Wasabi than the account stores. */
  readonly acceptWasabiEgress?: boolean;
  /** Objects to read at Wasabi stay from run to run: each write there is billed for 90 days. */
  readonly keepPool?: true;
  /** Prices asked of the provider just before; they win over the catalog's of the same sku and region. */
  readonly prices?: readonly PriceEntry[];
  /** The region of the state machine and the records; absent on one machine. */
  readonly home?: string;
  /** Small lanes that may run together within the account's quotas. */
  readonly fanOut?: number;
}

/** Written before something that costs money is made outside of stores: what carries the run's tag and is on record may be removed. */
export interface Intent {
  readonly kind: 'instance' | 'activation' | 'server' | 'schedule';
  readonly region: string;
  /** What identifies it before it has an id: a client token, a name. */
  readonly name: string;
  readonly at: string;
  /** Whose account it is made in, at a provider with accounts of its own: another one's token would find nothing and prove it gone. */
  readonly account?: string;
}

/** The life of a store's place in this run. `opening` is the intent, written before anything is made. */
export interface StoreState {
  /** The place: `placeOf` of its cells. */
  readonly id: string;
  readonly state: 'opening' | 'ready' | 'failed' | 'closed';
  readonly reason?: string;
  /** True once its container was made: only then has a failed store anything to remove. */
  readonly opened: boolean;
}

export interface CrewMember {
  readonly role: string;
  readonly host: string;
  readonly serves: boolean;
  readonly handle: HostHandle;
  readonly ready?: HostReady;
}

/** The crew of a lane as far as it was started; written again after every member. */
export interface Crew {
  readonly lane: string;
  readonly startedAt: string;
  readonly members: readonly CrewMember[];
}

/** The order under way in a lane. The order itself is not kept: its URLs are good for an hour. */
export interface Sent {
  readonly round: number;
  readonly at: string;
  /** Without an end after this many seconds the host counts as lost. */
  readonly limitSeconds: number;
  /** Longest request head any order of this lane sent to each place. */
  readonly headBytes: Readonly<Record<string, number>>;
}

export type Outcome = Pick<LaneRecord, 'id' | 'outcome' | 'reason' | 'rounds' | 'seconds'>;

export interface Published {
  readonly report: string;
  readonly files?: readonly PublishedFile[];
  /** The page of all runs; absent for a private run and where there is none. */
  readonly index?: string;
  /** Why the page of all runs lacks this one, one line. */
  readonly notListed?: string;
}

/** A store a lane no longer tries, by place, and why. */
export interface GivenUp {
  readonly store: string;
  readonly reason: string;
}

/** A kind of record: where it lies and what it holds. The only list of keys there is. */
interface Kind<T, Args extends readonly string[]> {
  readonly key: (...args: Args) => string;
  read(records: Records, ...args: Args): Promise<T | undefined>;
  /** Throws RecordMissing. */
  need(records: Records, ...args: Args): Promise<T>;
  write(records: Records, value: T, ...args: Args): Promise<void>;
}

function kind<T, Args extends readonly string[] = []>(key: (...args: Args) => string): Kind<T, Args> {
  const read = async (records: Records, ...args: Args) => {
    const text = await records.read(key(...args));
    return text === undefined ? undefined : (JSON.parse(text) as T);
  };
  return {
    key,
    read,
    async need(records, ...args) {
      const value = await read(records, ...args);
      if (value === undefined) throw new NamedError('RecordMissing', `the run has no record ${key(...args)}`);
      return value;
    },
    write: (records, value, ...args) => records.write(key(...args), JSON.stringify(value)),
  };
}

export const RECORD = {
  request: kind<RunRequest>(() => 'request.json'),
  plan: kind<Plan>(() => 'plan.json'),
  store: kind<StoreState, [place: string]>((place) => `stores/${place}.json`),
  /** When each object of a place's pool was written, milliseconds since 1970, by key. */
  seeded: kind<Readonly<Record<string, number>>, [place: string]>((place) => `seeded/${place}.json`),
  intent: kind<Intent, [name: string]>((name) => `intents/${name}.json`),
  crew: kind<Crew, [lane: string]>((lane) => `lanes/${lane}/crew.json`),
  sent: kind<Sent, [lane: string]>((lane) => `lanes/${lane}/sent.json`),
  givenUp: kind<readonly GivenUp[], [lane: string]>((lane) => `lanes/${lane}/given-up.json`),
  outcome: kind<Outcome, [lane: string]>((lane) => `lanes/${lane}/outcome.json`),
  /** Written by whoever wants the run to end early; lanes look at it between two steps. */
  stop: kind<{ readonly reason: string }>(() => 'stop.json'),
  /** Written by Teardown before it sweeps: StartCrew looks at it before and after it starts a host. */
  closed: kind<{ readonly at: string }>(() => 'closed.json'),
  /** Written by the finalizer, or by Teardown, when a run was cut off: until then a step or a probe may still be at work, and make something. */
  inFlight: kind<{ readonly until: string }>(() => 'in-flight.json'),
  run: kind<RunRecord>(() => 'run.json'),
  /** Written when page and samples are where people read them: only the page has to be published again then. */
  published: kind<Published>(() => 'published.json'),
  teardown: kind<Teardown>(() => 'teardown.json'),
};

/** Where the lines of one order lie. */
export const linesKey = (lane: string, role: string, round: number) => `lanes/${lane}/${role}/${round}.ndjson`;
