import { pairEntry } from '../../catalog/lookup.ts';
import { type Cell, placeOf } from '../../domain/cell.ts';
import type { PreparedObject, ScenarioPlan, Usage } from '../../domain/scenario.ts';

/** What a run does with one store from the hosts of one site, over all rounds. The pool is what GETs read, written once in a place. */
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
  const pooled = new Set<string>();
  return [...groups.values()].map((group) => {
    const { pair = 'local', axes } = group[0] as Cell;
    const store = String(axes.store);
    const total = (field: keyof Usage) => rounds * group.reduce((sum, { id }) => sum + (used.get(id)?.[field] ?? 0), 0);
    return {
      store,
      site: String(axes.site ?? 'local'),
      pair,
      region: pairEntry(pair)?.stores?.[store]?.region ?? 'local',
      pool: scenario.objects(group).filter(({ key }) => firstOf(pooled, `${placeOf(group[0] as Cell)} ${key}`)),
      bytesUp: total('bytesUp'),
      bytesDown: total('bytesDown'),
      gets: total('gets'),
      puts: total('puts'),
      readUnits: total('readUnits'),
      writeUnits: total('writeUnits'),
    };
  });
}

/** Two sites that meet one place read one pool: it counts for the first of them. */
function firstOf(seen: Set<string>, name: string): boolean {
  return !seen.has(name) && seen.add(name) !== undefined;
}

export function poolBytes({ pool }: Pick<StoreUse, 'pool'>): number {
  return pool.reduce((sum, { bytes }) => sum + bytes, 0);
}
