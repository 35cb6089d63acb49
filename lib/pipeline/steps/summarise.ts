import { comparisonsOf } from '../../domain/comparisons.ts';
import type { Plan } from '../../domain/plan.ts';
import { type Given, resultOf } from '../../domain/results.ts';
import { type CellResult, type LaneRecord, RUN_VERSION, type RunRecord, type StoreRecord } from '../../domain/run.ts';
import type { ScenarioPlan } from '../../domain/scenario.ts';
import { runPower } from '../../domain/statistics/run-power.ts';
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
  const stores = await storeRecords(ports, plan);
  const given = await givenByStore(ports, stores);

  const givenUpOf = new Map(
    await Promise.all(lanes.map(async ({ lane }) => [lane.id, await RECORD.givenUp.read(ports.records, lane.id)] as const)),
  );
  const laneOfCell = new Map(lanes.flatMap((result) => result.lane.cells.map((cell) => [cell, result] as const)));
  const cells = plan.cells.map((cell) => {
    const result = laneOfCell.get(cell.id);
    const store = stores.find(({ id }) => id === cell.axes.store);
    const givenUp = result && givenUpOf.get(result.lane.id)?.find(({ store: id }) => id === cell.axes.store)?.reason;
    const failed = store?.failed ?? givenUp ?? result?.outcome.reason;
    return resultOf({
      cell,
      tally: result?.tally.cells.get(cell.id),
      metrics: scenario.metrics,
      failed: failed ?? (result ? 'not reached before the run ended' : undefined),
      given: given.get(String(cell.axes.store)),
    });
  });
  const measured = plan.cells.flatMap((cell) => {
    const result = laneOfCell.get(cell.id);
    const tally = result?.tally.cells.get(cell.id);
    return result && tally && tally.timed.size > 0 ? [{ cell, lane: result.lane.id, tally }] : [];
  });
  const comparisons = comparisonsOf(scenario, measured, plan.selection.rounds);
  const bound = new Set(cells.filter(({ clientBound }) => clientBound).map(({ id }) => id));
  const laneRecords = await Promise.all(
    lanes.map((result) => laneRecord(ports, result, result.lane.cells.filter((cell) => bound.has(cell)).length)),
  );
  const endedAt = ports.now();
  const power = runPower(comparisons, headlineMetric(scenario));
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

async function storeRecords(ports: Ports, { stores, lanes }: Plan): Promise<StoreRecord[]> {
  const sent = await Promise.all(lanes.map(({ id }) => RECORD.sent.read(ports.records, id)));
  return Promise.all(
    stores.map(async (store) => {
      const state: StoreState | undefined = await RECORD.store.read(ports.records, store.id);
      const headBytes = Math.max(0, ...sent.map((order) => order?.headBytes[store.id] ?? 0));
      return {
        ...store,
        ...(headBytes > 0 && { headBytes }),
        ...(state?.state === 'failed' && { failed: state.reason ?? 'unknown reason' }),
      };
    }),
  );
}

async function givenByStore(ports: Ports, stores: readonly StoreRecord[]): Promise<Map<string, Given>> {
  const given = new Map<string, Given>();
  for (const { id, failed } of stores) {
    const lines = failed ? undefined : await ports.store(id).truth?.();
    if (lines) given.set(id, new Map(lines.map((line) => [line.request, line])));
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
