import type { RunRecord } from './run.ts';

/** One line of the page of all runs. */
export interface RunCard {
  readonly v: 1;
  readonly id: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly preset: string;
  readonly status: RunRecord['status'];
  readonly standIns: boolean;
  /** Titles, and ids in the same order: a title may hold a comma. Ids are absent in cards of before. */
  readonly stores: readonly string[];
  readonly storeIds?: readonly string[];
  /** The page's headline; absent where the record has none. */
  readonly finding?: string;
  readonly hosts: number;
  readonly measured: number;
  readonly timed: number;
  /** What was really used; 0 where nothing is billed. */
  readonly usd?: number;
}

/** A card with where the run's page is, seen from the page of all runs. */
export interface ListedRun extends RunCard {
  readonly page: string;
}

export function cardOf({
  id,
  startedAt,
  seconds,
  preset,
  status,
  standIns,
  stores,
  hosts,
  cells,
  samples,
  cost,
  estimate,
  finding,
}: RunRecord): RunCard {
  const met = new Map(stores.filter(({ skipped }) => skipped === undefined).map((store) => [store.id, store.title]));
  const spent = cost?.usd ?? (estimate.lines.length === 0 ? 0 : undefined);
  return {
    v: 1,
    ...{ id, startedAt, seconds, preset, status, standIns },
    stores: [...new Set(met.values())],
    storeIds: [...met.keys()],
    ...(finding !== undefined && { finding }),
    hosts: hosts.length,
    measured: cells.filter(({ n }) => n > 0).length,
    timed: samples.timed,
    ...(spent !== undefined && { usd: spent }),
  };
}

/** Newest first; of one second the later id. */
export function newestFirst<Card extends Pick<RunCard, 'id' | 'startedAt'>>(cards: readonly Card[]): Card[] {
  return cards.toSorted((x, y) => compared(y.startedAt, x.startedAt) || compared(y.id, x.id));
}

const compared = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
