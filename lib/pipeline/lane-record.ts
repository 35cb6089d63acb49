import { placeOf } from '../domain/cell.ts';
import { laneInstrument, type RemoteAddresses } from '../domain/lane-instrument.ts';
import type { Plan } from '../domain/plan.ts';
import { isPublicAddress } from '../domain/public-address.ts';
import { type LaneRecord, PLAYED_BY, placeOfRecord } from '../domain/run.ts';
import type { BlockReport, Ready } from '../domain/sample.ts';
import { median } from '../domain/statistics/quantile.ts';
import type { CellTally, LaneTally } from '../domain/tally.ts';
import type { Ports } from './ports.ts';
import { RECORD } from './run-records.ts';
import type { LaneResult } from './tally-lanes.ts';

/** What a lane's record is made of: no sample is among it. */
export interface LaneReports extends Pick<LaneResult, 'lane' | 'outcome'> {
  readonly tally: Pick<LaneTally, 'calibration' | 'ready'> & { readonly cells: ReadonlyMap<string, Pick<CellTally, 'blocks'>> };
}

/** A lane's record: its outcome, what its host is, and how good an instrument it was. */
export async function laneRecord(ports: Ports, { lane, outcome, tally }: LaneReports, plan: Plan): Promise<LaneRecord> {
  const crew = await RECORD.crew.read(ports.records, lane.id);
  const client = crew?.members.find((member) => !member.serves);
  const cells = [...tally.cells.values()].map((cell) => cell.blocks);
  const blocks = cells.flat();
  const instrument = laneInstrument(cells, addressesOf(tally, plan));
  const shareOf = (milliseconds: (block: BlockReport) => number) =>
    outcome.seconds > 0 ? blocks.reduce((sum, block) => sum + milliseconds(block), 0) / 1000 / outcome.seconds : 0;
  const throttled = blocks.map((block) => block.throttled).filter((count) => count !== null);
  const cpuShares = blocks.map((block) => block.cpuShare);
  return {
    ...outcome,
    host: client?.host ?? lane.crew.at(-1)?.host ?? '',
    site: lane.site,
    ...(lane.instance === undefined ? {} : { instance: lane.instance }),
    phase: lane.phase,
    overhead: Math.max(0, 1 - shareOf(({ measuredMs }) => measuredMs)),
    warmupShare: shareOf(({ warmupMs }) => warmupMs),
    cpuShare: cpuShares.length > 0 ? { median: median(cpuShares), max: largest(cpuShares) } : { median: 0, max: 0 },
    clientBound: instrument?.boundCells ?? 0,
    givenUp: (await RECORD.givenUp.read(ports.records, lane.id)) ?? [],
    facts: { ...steadyFacts(tally.ready[0]), ...client?.ready?.facts },
    ...sandboxesOf(tally.ready),
    calibration: tally.calibration,
    throttled: throttled.length > 0 ? throttled.reduce((sum, count) => sum + count, 0) : null,
    maxLoopDelayMs: instrument?.loopDelayMs.max ?? null,
    ...(instrument && { instrument }),
  };
}

// Not by arguments: a lane may have more blocks than a call takes.
const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

/**
 * Whom the lane's connections were made to, by place. Addresses are named where they are a provider's own and public; of an endpoint
 * of the user's, of a stand-in and of a place that another address plays only their number is told.
 */
function addressesOf({ cells }: LaneReports['tally'], plan: Plan): RemoteAddresses[] {
  const places = new Map(plan.cells.map((cell) => [cell.id, placeOf(cell)]));
  const found = new Map<string, Set<string>>();
  for (const [cell, { blocks }] of cells) {
    const place = places.get(cell);
    if (place === undefined) continue;
    const own = found.get(place) ?? new Set();
    for (const { addresses = [] } of blocks) for (const address of addresses) own.add(address);
    if (own.size > 0) found.set(place, own);
  }
  return [...found].map(([place, own]) => {
    const list = [...own].sort();
    const store = plan.stores.find((record) => placeOfRecord(record) === place);
    const providers = store?.region !== undefined && store.note?.startsWith(PLAYED_BY) !== true;
    return { place, count: list.length, ...(providers && list.every(isPublicAddress) && { list }) };
  });
}

/** Facts of one invocation, which the next one does not share. */
const PASSING = new Set(['sandbox', 'cold', 'invocation', 'initMs']);

/** What a host told about itself with its first order, where it is not asked before. */
function steadyFacts(ready: Ready | undefined): Ready['facts'] {
  return Object.fromEntries(Object.entries(ready?.facts ?? {}).filter(([name]) => !PASSING.has(name)));
}

/** Where the lane's orders ran, if their host chooses a sandbox for each. */
function sandboxesOf(ready: readonly Ready[]): Pick<LaneRecord, 'sandboxes'> {
  const facts = ready.map((line) => line.facts).filter(({ sandbox }) => sandbox !== undefined && sandbox !== null);
  if (facts.length === 0) return {};
  const count = new Set(facts.map(({ sandbox }) => sandbox)).size;
  const cold = facts.filter((one) => one.cold === 1).length;
  return { sandboxes: { orders: facts.length, count, reused: facts.length - count, cold } };
}
