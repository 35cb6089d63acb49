import { inParallel } from '../domain/in-parallel.ts';
import { laneGroup } from '../domain/lanes.ts';
import type { Lane, Plan } from '../domain/plan.ts';
import { emptyTally, forgetValues, type Kept, type LaneTally, take } from '../domain/tally.ts';
import type { Ports } from './ports.ts';
import { parseLines, readTexts } from './read-lines.ts';
import { type Outcome, RECORD } from './run-records.ts';

export interface LaneResult {
  readonly lane: Lane;
  readonly outcome: Outcome;
  /** Counts, blocks and calibrations. Single values of samples are there while `measured` is told of the lane, and gone afterwards. */
  readonly tally: LaneTally;
}

/**
 * Crews that are read at a time: enough to hide the latency of records in S3. What is held of samples is that of so many crews, each with
 * a lane for each of its instances, one after the other: the first one's samples are kept until the last one's are there.
 */
export const LANES_AT_ONCE = 4;

/**
 * Reads every lane's lines and outcome, and calls `measured` with the lanes of all instances of a crew, in order: they measured the
 * same cells. Throws RecordMissing for a lane without outcome: tolerance would hide broken wiring behind an empty page.
 */
export async function tallyLanes(
  ports: Ports,
  plan: Plan,
  kept: Kept,
  measured: (instances: readonly LaneResult[]) => void,
): Promise<LaneResult[]> {
  const outcomes = new Map(
    await Promise.all(plan.lanes.map(async ({ id }) => [id, await RECORD.outcome.need(ports.records, id)] as const)),
  );
  const results = new Map<string, LaneResult>();
  await inParallel([...Map.groupBy(plan.lanes, laneGroup).values()], LANES_AT_ONCE, async (lanes) => {
    const instances: LaneResult[] = [];
    for (const lane of lanes) {
      const tally = emptyTally(kept);
      for await (const text of readTexts(ports.records, lane)) for (const line of parseLines(text)) take(tally, line);
      instances.push({ lane, outcome: outcomes.get(lane.id) as Outcome, tally });
    }
    measured(instances);
    for (const result of instances) {
      forgetValues(result.tally);
      results.set(result.lane.id, result);
    }
  });
  return plan.lanes.map(({ id }) => results.get(id) as LaneResult);
}
