import { hostEntry } from '../../catalog/lookup.ts';
import { type Charge, sum } from '../../domain/cost.ts';
import { POLL_SECONDS } from '../../domain/lanes.ts';
import type { Lane } from '../../domain/plan.ts';
import { laneSeconds } from './expected-time.ts';

/** The region whose state machine drives every lane. */
export const HOME_REGION = 'us-east-1';
/** States entered: those of the run, of a lane's start and end, and of one poll. */
const RUN_STATES = 20;
const LANE_STATES = 10;
const POLL_STATES = 3;

/** What a lane used or is expected to use of its hosts. */
export interface LaneUse {
  readonly lane: Pick<Lane, 'crew' | 'site' | 'phase'>;
  /** From the first host asked for to the end of the last order. */
  readonly seconds: number;
  readonly orders: number;
  /** Within orders: what Lambda bills. */
  readonly orderSeconds: number;
}

/** What these lanes are expected to use. */
export function expectedUses(lanes: readonly Lane[]): LaneUse[] {
  return lanes.map((lane) => ({
    lane,
    seconds: laneSeconds(lane),
    orders: lane.rounds,
    orderSeconds: lane.rounds * lane.roundSeconds,
  }));
}

/** What the hosts of these lanes cost, and the state machine that drives them. Nothing on this machine costs anything. */
export function hostCharges(uses: readonly LaneUse[]): Charge[] {
  const hosts = uses.flatMap((use) => use.lane.crew.flatMap(({ host }) => chargesOf(use, host)));
  return hosts.length === 0 ? [] : [...hosts, machineCharge(uses)];
}

function chargesOf({ lane, seconds, orders, orderSeconds }: LaneUse, id: string): Charge[] {
  const host = hostEntry(id);
  const region = lane.site;
  const hours = seconds / 3600;
  if (host?.kind === 'ec2')
    return [
      { sku: `ec2:${id}`, region, what: `EC2 ${id} in ${region}`, amount: hours },
      { sku: 'ec2:public-ipv4', region, what: `public IPv4 addresses in ${region}`, amount: hours },
    ];
  if (host?.kind === 'lambda')
    return [
      {
        sku: `lambda:${host.arch}`,
        region,
        what: `${host.title} in ${region}`,
        amount: (orderSeconds * (host.memoryMb ?? 0)) / 1024,
      },
      { sku: 'lambda:request', region, what: `Lambda requests in ${region}`, amount: orders },
    ];
  // Bare metal is billed by the hour begun.
  if (host?.kind === 'metal')
    return [{ sku: `metal:${id}`, region, what: `${host.title} in ${region}`, amount: Math.ceil(hours) }];
  return [];
}

function machineCharge(uses: readonly LaneUse[]): Charge {
  const polls = sum(uses, ({ lane, orders, orderSeconds }) => 2 * orders + Math.floor(orderSeconds / POLL_SECONDS[lane.phase]));
  const amount = RUN_STATES + uses.length * LANE_STATES + polls * POLL_STATES;
  return { sku: 'states:transition', region: HOME_REGION, what: 'Step Functions state transitions', amount };
}
