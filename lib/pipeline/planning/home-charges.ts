import { type Charge, sum } from '../../domain/cost.ts';
import type { Lane } from '../../domain/plan.ts';
import { startSecondsOf } from './expected-time.ts';
import { pollsOf } from './lane-events.ts';

/** What one lane asks of the machine that drives it. */
export interface LaneDrive {
  readonly lane: Pick<Lane, 'crew' | 'phase' | 'cells'>;
  readonly orders: number;
  /** Within orders. */
  readonly orderSeconds: number;
}

/** States entered: those of the run, of a lane's start and end, and of one poll. */
const RUN_STATES = 20;
const LANE_STATES = 10;
const POLL_STATES = 3;
/** GB-seconds of the steps' functions, from their memory and a guess of their time: half a second a poll, four for signing a round. */
const POLL_GB_SECONDS = 0.25;
const SEND_GB_SECONDS = 4;
const LANE_GB_SECONDS = 5;
/** Plan, Summarise, Publish, Teardown and the finalizer; filling one place. */
const RUN_GB_SECONDS = 400;
const PLACE_GB_SECONDS = 100;
/** Requests to the records in S3. A block is written by its host, and read when its store is judged and when the run is summed up. */
const BLOCK_READS = 2;
const ORDER_WRITES = 10;
const ORDER_READS = 15;
const POLL_READS = 3;
const PLACE_WRITES = 3;
/** Lines of a block of a dozen samples, and the months they are kept. */
const BLOCK_GB = 6e3 / 1e9;
const KEPT_MONTHS = 3;

/**
 * What a run costs in its home region: the state machine, the functions of its steps, and its records, kept for 90 days. Lines and
 * orders that cross regions are megabytes, and left out.
 */
export function homeCharges(drives: readonly LaneDrive[], places: number, home: string): Charge[] {
  if (drives.length === 0) return [];
  const orders = sum(drives, (drive) => drive.orders);
  const blocks = sum(drives, (drive) => drive.orders * drive.lane.cells.length);
  const polls = sum(drives, pollsIn);
  const charge = (sku: string, what: string, amount: number): Charge => ({ sku, region: home, what, amount });
  const states = RUN_STATES + drives.length * LANE_STATES + (polls + orders) * POLL_STATES;
  const gbSeconds =
    RUN_GB_SECONDS +
    places * PLACE_GB_SECONDS +
    drives.length * LANE_GB_SECONDS +
    orders * SEND_GB_SECONDS +
    polls * POLL_GB_SECONDS;
  return [
    charge('states:transition', 'Step Functions state transitions', states),
    charge('lambda:arm64', `steps of the state machine in ${home}: Lambda`, gbSeconds),
    charge('lambda:request', `steps of the state machine in ${home}: calls`, states / 2),
    // A poll lists what its host has written, and lists are billed as writes.
    charge('s3:put', `records in ${home}: writes and lists`, blocks + orders * ORDER_WRITES + polls + places * PLACE_WRITES),
    charge('s3:get', `records in ${home}: reads`, blocks * BLOCK_READS + orders * ORDER_READS + polls * POLL_READS),
    charge('s3:storage', `records in ${home}: storage`, blocks * BLOCK_GB * KEPT_MONTHS),
  ];
}

function pollsIn({ lane, orders, orderSeconds }: LaneDrive): number {
  const crewPolls = pollsOf(startSecondsOf(lane.crew), lane);
  return crewPolls + (orders === 0 ? 0 : orders * pollsOf(orderSeconds / orders, lane));
}
