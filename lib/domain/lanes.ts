import { type Cell, type Phase, rowKey } from './cell.ts';
import type { Lane } from './plan.ts';
import type { Member, ScenarioPlan } from './scenario.ts';

/** How often the machine asks whether an order is done; a poll costs 9 of an execution's 25,000 history events, and bulk lanes are long. */
export const POLL_SECONDS: Readonly<Record<Phase, number>> = { small: 10, bulk: 30 };

/** Expected seconds of one round of these cells on this crew. */
export type RoundSeconds = (cells: readonly Cell[], crew: readonly Member[]) => number;
/** Most seconds that one order of this crew may take. */
export type OrderSeconds = (crew: readonly Member[]) => number;

/**
 * Lanes of the cells that can be measured: one for each crew, site and phase. Where a round would be longer than an order, the lane is
 * split between rows, never inside one: what is compared shares its rounds. Longest lanes come first, so that a fan-out ends evenly.
 */
export function lanesOf(
  scenario: ScenarioPlan,
  cells: readonly Cell[],
  rounds: number,
  roundSeconds: RoundSeconds,
  orderSeconds: OrderSeconds,
): Lane[] {
  const groups = Map.groupBy(
    cells.filter((cell) => !cell.impossible),
    (cell) => laneId(scenario, cell),
  );
  const lanes = [...groups].flatMap(([id, members]) => {
    const first = members[0] as Cell;
    const crew = scenario.crew(first);
    const parts = partsOf(rowsOf(scenario, members), (part) => roundSeconds(part, crew), orderSeconds(crew));
    return parts.map(
      (part, index): Lane => ({
        id: parts.length === 1 ? id : `${id}-${index + 1}`,
        scenario: scenario.id,
        phase: scenario.phase(first),
        site: siteOf(first),
        crew,
        cells: part.map((cell) => cell.id),
        rounds,
        roundSeconds: roundSeconds(part, crew),
      }),
    );
  });
  return lanes.sort((a, b) => b.roundSeconds - a.roundSeconds);
}

/** Each lane as many times, every one with a crew of its own. */
export function inInstances(lanes: readonly Lane[], instances: number): Lane[] {
  if (instances === 1) return [...lanes];
  return lanes.flatMap((lane) =>
    Array.from({ length: instances }, (_, i) => ({ ...lane, id: `${lane.id}-i${i + 1}`, instance: i + 1 })),
  );
}

/** What the lanes of all instances share. */
export function laneGroup({ id, instance }: Pick<Lane, 'id' | 'instance'>): string {
  return instance === undefined ? id : id.slice(0, -`-i${instance}`.length);
}

/** Seconds until all lanes of one phase have ended, each of them taking the next free one of `fanOut` places. */
export function spanSeconds(durations: readonly number[], fanOut: number): number {
  const free = Array.from({ length: Math.max(1, Math.min(fanOut, durations.length)) }, () => 0);
  for (const seconds of durations) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + seconds;
  }
  return Math.max(...free);
}

function laneId(scenario: ScenarioPlan, cell: Cell): string {
  const hosts = scenario.crew(cell).map(({ host }) => host);
  const crew = new Set(hosts).size === 1 ? hosts[0] : hosts.join('+');
  return `${crew}.${siteOf(cell)}.${scenario.phase(cell)}`;
}

const siteOf = (cell: Cell) => String(cell.axes.site ?? 'local');

function rowsOf(scenario: ScenarioPlan, cells: readonly Cell[]): Cell[][] {
  const compared = scenario.compares[0];
  if (compared === undefined) return [[...cells]];
  // A composite cell shares the lane part of the single objects it stands beside, though it is not ranked against them.
  return [...Map.groupBy(cells, ({ scenario: id, axes }) => rowKey({ scenario: id, axes }, compared)).values()];
}

function partsOf(rows: readonly Cell[][], seconds: (cells: readonly Cell[]) => number, most: number): Cell[][] {
  const parts: Cell[][] = [];
  for (const row of rows) {
    const last = parts.at(-1);
    if (last && seconds([...last, ...row]) <= most) last.push(...row);
    else parts.push([...row]);
  }
  return parts;
}
