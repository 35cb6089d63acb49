import { placeOf } from '../../domain/cell.ts';
import { comparisonsOf } from '../../domain/comparisons.ts';
import { laneGroup } from '../../domain/lanes.ts';
import type { Plan } from '../../domain/plan.ts';
import { type Given, resultOf } from '../../domain/results.ts';
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
import { mergedTally } from '../../domain/tally.ts';
import { actualCost } from '../actual-cost.ts';
import { methodOf } from '../method.ts';
import type { Ports } from '../ports.ts';
import { RECORD, type StoreState } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';
import { type LaneResult, laneRecord, tallyLanes } from '../tally-lanes.ts';

/** Turns every line of the run into its record. Fails unless each planned lane has an outcome. */
export const summarise: Step<RunState, RunState> = async (ports, state) => {
  const request = await RECORD.request.need(ports.records);
  const plan = await RECORD.plan.need(ports.records);
  const lanes = await tallyLanes(ports, plan);
  const scenario = ports.scenario(plan.selection.scenario);
  const stores = await storeRecords(ports, plan, lanes);
  const given = await givenByPlace(ports, stores);

  const givenUpOf = new Map(
    await Promise.all(lanes.map(async ({ lane }) => [lane.id, await RECORD.givenUp.read(ports.records, lane.id)] as const)),
  );
  const lanesOfCell = Map.groupBy(
    lanes.flatMap((result) => result.lane.cells.map((cell) => ({ cell, result }))),
    ({ cell }) => cell,
  );
  const resultsOf = (cell: string) => (lanesOfCell.get(cell) ?? []).map(({ result }) => result);
  const talliesOf = (cell: string) => resultsOf(cell).map(({ tally }) => tally.cells.get(cell));
  const cells = plan.cells.map((cell) => {
    const results = resultsOf(cell.id);
    const place = placeOf(cell);
    const store = stores.find((record) => placeOfRecord(record) === place);
    const givenUp = results.flatMap(({ lane }) => givenUpOf.get(lane.id) ?? []).find(({ store: name }) => name === place)?.reason;
    const failed = store?.failed ?? givenUp ?? results.find(({ outcome }) => outcome.reason)?.outcome.reason;
    return resultOf({
      cell,
      tally: mergedTally(talliesOf(cell.id), plan.selection.rounds),
      metrics: scenario.metrics,
      failed: failed ?? (results.length > 0 ? 'not reached before the run ended' : undefined),
      given: given.get(place ?? ''),
    });
  });
  const measured = plan.cells.flatMap((cell) => {
    const [result] = resultsOf(cell.id);
    const tallies = talliesOf(cell.id);
    return result && tallies.some((tally) => tally && tally.timed.size > 0)
      ? [{ cell, lane: laneGroup(result.lane), tallies }]
      : [];
  });
  const comparisons = comparisonsOf(scenario, measured, plan.selection.rounds);
  const bound = new Set(cells.filter(({ clientBound }) => clientBound).map(({ id }) => id));
  const laneRecords = await Promise.all(
    lanes.map((result) => laneRecord(ports, result, result.lane.cells.filter((cell) => bound.has(cell)).length)),
  );
  const endedAt = ports.now();
  const power = runPower(comparisons, headlineMetric(scenario));
  const cost = await actualCost(ports, plan, request, lanes);
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

async function storeRecords(ports: Ports, plan: Plan, lanes: readonly LaneResult[]): Promise<StoreRecord[]> {
  const { stores } = plan;
  const sent = await Promise.all(plan.lanes.map(({ id }) => RECORD.sent.read(ports.records, id)));
  const told = toldHeadBytes(plan, lanes);
  return Promise.all(
    stores.map(async (store) => {
      const place = placeOfRecord(store);
      const state = await RECORD.store.read(ports.records, place);
      const failed = whyUnusable(state);
      const headBytes = Math.max(told.get(place) ?? 0, ...sent.map((order) => order?.headBytes[place] ?? 0));
      return { ...store, ...(headBytes > 0 && { headBytes }), ...(failed !== undefined && { failed }) };
    }),
  );
}

/** `opening` is the last word of a Prepare that was killed or ran out of time. */
function whyUnusable(state: StoreState | undefined): string | undefined {
  if (state?.state === 'failed') return state.reason ?? 'unknown reason';
  return state?.state === 'opening' ? 'it was not ready when its time for preparing was over' : undefined;
}

async function givenByPlace(ports: Ports, stores: readonly StoreRecord[]): Promise<Map<string, Given>> {
  const given = new Map<string, Given>();
  for (const store of stores) {
    const place = placeOfRecord(store);
    const lines = store.failed ? undefined : await ports.store(place).truth?.();
    if (lines) given.set(place, new Map(lines.map((line) => [line.request, line])));
  }
  return given;
}

function countSamples(lanes: readonly LaneResult[]): RunRecord['samples'] {
  const cells = lanes.flatMap(({ tally }) => [...tally.cells.values()]);
  const sum = (count: (cell: (typeof cells)[number]) => number) => cells.reduce((total, cell) => total + count(cell), 0);
  return {
    timed: sum((cell) => [...cell.timed.values()].reduce((total, samples) => total + samples.length, 0)),
    warmups: sum((cell) => cell.warmups.length),
    failures: sum((cell) => cell.failures),
    warmupFailures: sum((cell) => cell.warmupFailures),
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
