import { pairEntry } from '../../catalog/lookup.ts';
import type { Cell } from '../../domain/cell.ts';
import type { PreparedObject, ScenarioPlan, Usage } from '../../domain/scenario.ts';

/** What a run does with one store from the hosts of one site, over all rounds. The pool is what GETs read, written once. */
export interface StoreUse {
  readonly store: string;
  readonly site: string;
  readonly pair: string;
  readonly region: string;
  readonly pool: readonly PreparedObject[];
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly gets: number;
  readonly puts: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Cells that can be measured, by pair and store; cells of a scenario without stores use none. */
export function storeUses(
  scenario: ScenarioPlan,
  cells: readonly Cell[],
  used: ReadonlyMap<string, Usage>,
  rounds: number,
): StoreUse[] {
  const withStore = cells.filter((cell) => !cell.impossible && cell.axes.store !== undefined);
  const groups = Map.groupBy(withStore, (cell) => `${cell.pair} ${cell.axes.store}`);
  return [...groups.values()].map((group) => {
    const { pair = 'local', axes } = group[0] as Cell;
    const store = String(axes.store);
    const total = (field: keyof Usage) => rounds * group.reduce((sum, { id }) => sum + (used.get(id)?.[field] ?? 0), 0);
    return {
      store,
      site: String(axes.site ?? 'local'),
      pair,
      region: pairEntry(pair)?.stores?.[store]?.region ?? 'local',
      pool: scenario.objects(group),
      bytesUp: total('bytesUp'),
      bytesDown: total('bytesDown'),
      gets: total('gets'),
      puts: total('puts'),
      readUnits: total('readUnits'),
      writeUnits: total('writeUnits'),
    };
  });
}

export function poolBytes({ pool }: Pick<StoreUse, 'pool'>): number {
  return pool.reduce((sum, { bytes }) => sum + bytes, 0);
}
