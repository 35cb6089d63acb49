import { plausibleOf } from '../catalog/plausibility.ts';
import { type Cell, placeOf } from '../domain/cell.ts';
import { type Measured, shownMetrics } from '../domain/comparisons.ts';
import { laneGroup } from '../domain/lanes.ts';
import type { Plan } from '../domain/plan.ts';
import { type Medians, mediansOf, resultOf } from '../domain/results.ts';
import { type CellResult, PLAYED_BY, placeOfRecord } from '../domain/run.ts';
import type { ScenarioPlan } from '../domain/scenario.ts';
import { mergedTally } from '../domain/tally.ts';
import type { GivenUp } from './run-records.ts';
import type { LaneResult } from './tally-lanes.ts';

export interface CellResults {
  /** In the order of the plan, cells that no lane measured included. */
  results(): CellResult[];
  /** What may be compared, in the order of the plan. */
  measured(): Measured[];
  /** Makes the numbers of every cell that these lanes measured, the instances of one crew, in order. */
  add(instances: readonly LaneResult[]): void;
}

interface Why {
  /** Places that could not be used, and why. */
  readonly unusable: ReadonlyMap<string, string>;
  /** What lanes stopped trying. */
  readonly givenUp: ReadonlyMap<string, readonly GivenUp[]>;
}

/** Gathers the cells' numbers lane by lane: what they are made of need not be held for longer than that. */
export function cellResults(plan: Plan, scenario: ScenarioPlan, why: Why): CellResults {
  const { metrics } = scenario;
  const { rounds } = plan.selection;
  const cells = new Map(plan.cells.map((cell) => [cell.id, cell]));
  const results = new Map<string, CellResult>();
  const measured = new Map<string, Measured>();
  const shown = shownMetrics(scenario);
  const speed = metrics.find(({ unit }) => unit === 'B/s')?.name;
  const providers = new Set(plan.stores.filter(isProviders).map(placeOfRecord));
  const make = (cell: Cell, instances: readonly LaneResult[]) => {
    const tallies = instances.map(({ tally }) => tally.cells.get(cell.id));
    const tally = mergedTally(tallies, rounds);
    const medians = mediansOf(tally, metrics, rounds * Math.max(1, instances.length));
    const windowed = scenario.phase(cell) === 'bulk' ? speed : undefined;
    const failed = whyFailed(cell, instances, why);
    const result = resultOf({ cell, tally, metrics, medians, shown, windowed, failed });
    const plausible = result.n > 0 && providers.has(placeOf(cell) ?? '') ? plausibleOf(cell) : undefined;
    return { tallies, medians, result: { ...result, ...(plausible && { plausible }) } };
  };
  return {
    results: () => plan.cells.map((cell) => results.get(cell.id) ?? make(cell, []).result),
    measured: () => plan.cells.flatMap(({ id }) => measured.get(id) ?? []),
    add(instances) {
      const [first] = instances;
      for (const id of first?.lane.cells ?? []) {
        const cell = cells.get(id);
        if (!first || !cell) continue;
        const { tallies, medians, result } = make(cell, instances);
        results.set(id, result);
        if (result.n === 0) continue;
        const ones = tallies.map((tally, i) => tally && { ...counts(tally), medians: partOf(medians, i * rounds, rounds) });
        measured.set(id, { cell, lane: laneGroup(first.lane), instances: ones });
      }
    },
  };
}

/** Met where the catalog says, not played by another address and not by a stand-in. */
const isProviders = ({ region, shape, note }: Plan['stores'][number]): boolean =>
  region !== undefined && shape === undefined && note?.startsWith(PLAYED_BY) !== true;

const partOf = (medians: Medians, from: number, rounds: number): Medians =>
  new Map([...medians].map(([name, values]) => [name, values.slice(from, from + rounds)]));

const counts = ({ timed, failures }: { readonly timed: number; readonly failures: number }) => ({ timed, failures });

/** Why a cell has no numbers, where it has none: what is known of its place, its store in this lane, or the lane. */
function whyFailed(cell: Cell, instances: readonly LaneResult[], { unusable, givenUp }: Why): string | undefined {
  const place = placeOf(cell);
  const stopped = instances.flatMap(({ lane }) => givenUp.get(lane.id) ?? []).find(({ store }) => store === place)?.reason;
  const ended = instances.find(({ outcome }) => outcome.reason)?.outcome.reason;
  return unusable.get(place ?? '') ?? stopped ?? ended ?? (instances.length > 0 ? 'not reached before the run ended' : undefined);
}
