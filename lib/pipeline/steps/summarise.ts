import { placeOf } from '../../domain/cell.ts';
import { comparisonsOf } from '../../domain/comparisons.ts';
import type { Plan } from '../../domain/plan.ts';
import {
  type CellResult,
  type LaneRecord,
  placeOfRecord,
  RUN_VERSION,
  type RunRecord,
  type StoreRecord,
} from '../../domain/run.ts';
import type { ScenarioPlan } from '../../domain/scenario.ts';
import { runPower } from '../../domain/statistics/run-power.ts';
import type { CellTally } from '../../domain/tally.ts';
import { actualCost } from '../actual-cost.ts';
import { cellResults } from '../cell-results.ts';
import { laneRecord } from '../lane-record.ts';
import { methodOf } from '../method.ts';
import { givenOfCells, unusablePlaces } from '../places-of-run.ts';
import type { Ports } from '../ports.ts';
import { priceRecords } from '../price-records.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';
import { type LaneResult, tallyLanes } from '../tally-lanes.ts';

/** Turns every line of the run into its record. Fails unless each planned lane has an outcome. */
export const summarise: Step<RunState, RunState> = async (ports, state) => {
  const request = await RECORD.request.need(ports.records);
  const plan = await RECORD.plan.need(ports.records);
  const scenario = ports.scenario(plan.selection.scenario);
  const unusable = await unusablePlaces(ports, plan);
  const kept = { metrics: scenario.metrics, givenOf: await givenOfCells(ports, plan, unusable) };
  const givenUp = new Map(
    await Promise.all(plan.lanes.map(async ({ id }) => [id, (await RECORD.givenUp.read(ports.records, id)) ?? []] as const)),
  );
  const made = cellResults(plan, scenario, { unusable, givenUp });
  const lanes = await tallyLanes(ports, plan, kept, made.add);
  const stores = await storeRecords(ports, plan, lanes, unusable);
  const cells = made.results();
  const comparisons = comparisonsOf(scenario, made.measured(), plan.selection.rounds);
  const laneRecords = await Promise.all(lanes.map((result) => laneRecord(ports, result, plan)));
  const endedAt = ports.now();
  const power = runPower(comparisons, headlineMetric(scenario));
  const cost = await actualCost(ports, plan, request, lanes);
  const prices = priceRecords(plan, request.prices);
  const record: RunRecord = {
    v: RUN_VERSION,
    id: plan.run,
    firstbyte: request.version,
    preset: plan.preset,
    status: statusOf(cells, lanes),
    startedAt: request.startedAt,
    endedAt: endedAt.toISOString(),
    seconds: (endedAt.getTime() - Date.parse(request.startedAt)) / 1000,
    seed: plan.selection.seed,
    rounds: {
      planned: Math.max(...lanes.map(({ lane }) => lane.rounds)),
      done: fewestRounds(lanes),
    },
    standIns: stores.length > 0 && stores.every(({ shape, kind }) => shape !== undefined || kind.includes('stand-in')),
    samples: countSamples(lanes),
    scenarios: [describeScenario(scenario)],
    stores: [
      ...stores,
      ...request.skipped.map(({ id, title, reason }) => ({ id, title, site: '', kind: 'object', skipped: reason })),
    ],
    hosts: plan.hosts,
    cells,
    comparisons,
    lanes: laneRecords,
    overhead: overall(laneRecords, ({ overhead }) => overhead),
    warmupShare: overall(laneRecords, ({ warmupShare }) => warmupShare),
    ...(power && { power }),
    estimate: plan.estimate,
    ...(cost && { cost }),
    ...(prices && { prices }),
    method: methodOf(plan, scenario),
    teardown: null,
  };
  await RECORD.run.write(ports.records, record);
  return state;
};

function statusOf(cells: readonly CellResult[], lanes: readonly LaneResult[]): RunRecord['status'] {
  const possible = cells.filter(({ impossible }) => !impossible);
  if (possible.every(({ n }) => n === 0)) return 'empty';
  if (lanes.some(({ outcome }) => outcome.outcome === 'stopped')) return 'interrupted';
  if (lanes.some(({ outcome }) => outcome.outcome === 'failed')) return 'partial';
  return possible.some(({ n, failures }) => n === 0 || failures > 0) ? 'partial' : 'complete';
}

/** Longest request head that agents say they sent to each place: of items only they know it, because they sign those. */
function toldHeadBytes({ cells }: Plan, lanes: readonly LaneResult[]): ReadonlyMap<string, number> {
  const places = new Map(cells.map((cell) => [cell.id, placeOf(cell) ?? '']));
  const longest = new Map<string, number>();
  for (const { tally } of lanes)
    for (const [cell, { blocks }] of tally.cells) {
      const place = places.get(cell) ?? '';
      longest.set(place, Math.max(longest.get(place) ?? 0, ...blocks.map(({ headBytes = 0 }) => headBytes)));
    }
  return longest;
}

async function storeRecords(
  ports: Ports,
  plan: Plan,
  lanes: readonly LaneResult[],
  unusable: ReadonlyMap<string, string>,
): Promise<StoreRecord[]> {
  const sent = await Promise.all(plan.lanes.map(({ id }) => RECORD.sent.read(ports.records, id)));
  const told = toldHeadBytes(plan, lanes);
  return plan.stores.map((store) => {
    const place = placeOfRecord(store);
    const failed = unusable.get(place);
    const headBytes = Math.max(told.get(place) ?? 0, ...sent.map((order) => order?.headBytes[place] ?? 0));
    return { ...store, ...(headBytes > 0 && { headBytes }), ...(failed !== undefined && { failed }) };
  });
}

function countSamples(lanes: readonly LaneResult[]): RunRecord['samples'] {
  const cells = lanes.flatMap(({ tally }) => [...tally.cells.values()]);
  const all = (count: (cell: CellTally) => number) => cells.reduce((total, cell) => total + count(cell), 0);
  return {
    timed: all(({ timed }) => timed),
    warmups: all(({ warmups }) => warmups),
    failures: all(({ failures }) => failures),
    warmupFailures: all(({ warmupFailures }) => warmupFailures),
  };
}

/** The metric of the page's first ranking: what its headline speaks of. */
function headlineMetric({ views, metrics }: ScenarioPlan): string {
  return views.find(({ kind }) => kind === 'ranking')?.metric ?? metrics[0]?.name ?? '';
}

/** Rounds of the lane that has the fewest, among those that measured at all: a lane that never began says nothing of the others. */
function fewestRounds(lanes: readonly LaneResult[]): number {
  const done = lanes.map(({ outcome }) => outcome.rounds.done).filter((rounds) => rounds > 0);
  return done.length > 0 ? Math.min(...done) : 0;
}

function describeScenario({ id, title, axes, compares, metrics, views }: ScenarioPlan): RunRecord['scenarios'][number] {
  return { id, title, axes, compares, metrics: metrics.map(({ derive: _, ...metric }) => metric), views };
}

/** A share of time over all lanes, each weighed by how long it ran. */
function overall(lanes: readonly LaneRecord[], share: (lane: LaneRecord) => number): number {
  const seconds = lanes.reduce((sum, lane) => sum + lane.seconds, 0);
  return seconds > 0 ? lanes.reduce((sum, lane) => sum + lane.seconds * share(lane), 0) / seconds : 1;
}
