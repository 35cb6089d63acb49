import { PRICES } from '../catalog/prices.ts';
import { type Cell, placeOf } from '../domain/cell.ts';
import { sum } from '../domain/cost.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunRecord } from '../domain/run.ts';
import type { ScenarioPlan, Usage } from '../domain/scenario.ts';
import type { CellTally } from '../domain/tally.ts';
import { pricedLines } from './planning/estimate.ts';
import type { LaneUse } from './planning/host-charges.ts';
import { USUAL_HOME } from './planning/make-plan.ts';
import { type StoreUse, storeUses } from './planning/store-use.ts';
import type { Ports } from './ports.ts';
import { RECORD, type RunRequest } from './run-records.ts';
import type { LaneResult } from './tally-lanes.ts';

/**
 * What the run really used, counted from its own records and priced as the estimate was: bytes and requests of every sample that was
 * taken, objects that were written to be read, hosts from their start to their lane's outcome, Lambda by the orders' own time. Retries
 * of the set-up and what a provider rounds up are not in it. Undefined where nothing has a price.
 */
export async function actualCost(
  ports: Ports,
  plan: Plan,
  request: RunRequest,
  lanes: readonly LaneResult[],
): Promise<RunRecord['cost']> {
  const scenario = ports.scenario(plan.selection.scenario);
  const tallies = Map.groupBy(
    lanes.flatMap(({ tally }) => [...tally.cells]),
    ([cell]) => cell,
  );
  const used = new Map(
    plan.cells
      .filter((cell) => !cell.impossible)
      .map((cell) => [
        cell.id,
        usedBy(
          scenario,
          cell,
          (tallies.get(cell.id) ?? []).map(([, tally]) => tally),
        ),
      ]),
  );
  const uses = await withWrittenPools(ports, plan, storeUses(scenario, plan.cells, used, 1));
  const seconds = (ports.now().getTime() - Date.parse(request.startedAt)) / 1000;
  const { home = USUAL_HOME, prices = [] } = request;
  const lines = pricedLines({ lanes: lanes.map(laneUse), uses, seconds, home }, [...prices, ...PRICES]);
  return lines.length > 0 ? { usd: sum(lines, ({ usd }) => usd), lines } : undefined;
}

/** A block's expected usage, by how many of its operations were done. One that failed was asked for all the same, and moved nothing that counts. */
function usedBy(scenario: ScenarioPlan, cell: Cell, tallies: readonly CellTally[]): Usage {
  const { warmups, timed } = scenario.block(cell);
  const block = scenario.usage(cell);
  const good = sum(tallies, ({ warmups: warm, timed: measured }) => warm + measured);
  const failed = sum(tallies, (tally) => tally.failures + tally.warmupFailures);
  const [done, asked] = [good / (warmups + timed), (good + failed) / (warmups + timed)];
  return {
    seconds: block.seconds * done,
    bytesUp: block.bytesUp * done,
    bytesDown: block.bytesDown * done,
    gets: block.gets * asked,
    puts: block.puts * asked,
    readUnits: block.readUnits * done,
    writeUnits: block.writeUnits * done,
  };
}

/** Only what Prepare says it wrote. */
async function withWrittenPools(ports: Ports, { cells }: Plan, uses: readonly StoreUse[]): Promise<StoreUse[]> {
  const places = [...new Set(cells.flatMap((cell) => placeOf(cell) ?? []))];
  const written = new Map(
    await Promise.all(places.map(async (place) => [place, await RECORD.seeded.read(ports.records, place)] as const)),
  );
  return uses.map((use) => ({
    ...use,
    pool: use.pool.filter(({ store, place = store, key }) => written.get(place)?.[key] !== undefined),
  }));
}

function laneUse({ lane, outcome, tally }: LaneResult): LaneUse {
  return {
    lane,
    seconds: outcome.seconds,
    orders: tally.ends.length,
    orderSeconds: sum(tally.ends, ({ wallMs }) => wallMs) / 1000,
  };
}
