import type { Lane, Plan } from '../domain/plan.ts';
import type { LaneRecord } from '../domain/run.ts';
import type { BlockReport, Ready } from '../domain/sample.ts';
import { median } from '../domain/statistics/quantile.ts';
import { emptyTally, type LaneTally, take } from '../domain/tally.ts';
import type { Ports } from './ports.ts';
import { readLines } from './read-lines.ts';
import { type Outcome, RECORD } from './run-records.ts';

export interface LaneResult {
  readonly lane: Lane;
  readonly outcome: Outcome;
  readonly tally: LaneTally;
}

/** Reads every lane's lines and outcome. Throws LaneOutcomeMissing: tolerance would hide broken wiring behind an empty page. */
export async function tallyLanes(ports: Ports, plan: Plan): Promise<LaneResult[]> {
  return Promise.all(
    plan.lanes.map(async (lane) => {
      const outcome = await RECORD.outcome.need(ports.records, lane.id);
      const tally = emptyTally();
      for await (const line of readLines(ports.records, lane)) take(tally, line);
      return { lane, outcome, tally };
    }),
  );
}

/** A lane's record: its outcome, what its host is, and how good an instrument it was. `bound` are its client-bound cells. */
export async function laneRecord(ports: Ports, { lane, outcome, tally }: LaneResult, bound: number): Promise<LaneRecord> {
  const crew = await RECORD.crew.read(ports.records, lane.id);
  const client = crew?.members.find((member) => !member.serves);
  const blocks = [...tally.cells.values()].flatMap((cell) => cell.blocks);
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
    cpuShare: cpuShares.length > 0 ? { median: median(cpuShares), max: Math.max(...cpuShares) } : { median: 0, max: 0 },
    clientBound: bound,
    givenUp: (await RECORD.givenUp.read(ports.records, lane.id)) ?? [],
    facts: { ...steadyFacts(tally.ready[0]), ...client?.ready?.facts },
    ...sandboxesOf(tally.ready),
    calibration: tally.calibration,
    throttled: throttled.length > 0 ? throttled.reduce((sum, count) => sum + count, 0) : null,
    maxLoopDelayMs: Math.max(0, ...blocks.map((block) => block.loopDelayMs)),
  };
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
