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
  readonly stores: readonly string[];
  readonly hosts: number;
  readonly measured: number;
  readonly timed: number;
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
}: RunRecord): RunCard {
  return {
    v: 1,
    ...{ id, startedAt, seconds, preset, status, standIns },
    stores: [...new Set(stores.filter(({ skipped }) => skipped === undefined).map(({ title }) => title))],
    hosts: hosts.length,
    measured: cells.filter(({ n }) => n > 0).length,
    timed: samples.timed,
    ...(cost && { usd: cost.usd }),
  };
}

/** Newest first; of one second the later id. */
export function newestFirst<Card extends Pick<RunCard, 'id' | 'startedAt'>>(cards: readonly Card[]): Card[] {
  return cards.toSorted((x, y) => compared(y.startedAt, x.startedAt) || compared(y.id, x.id));
}

const compared = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
