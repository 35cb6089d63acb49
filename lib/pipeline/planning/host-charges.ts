import { hostEntry } from '../../catalog/lookup.ts';
import { type Charge, sum } from '../../domain/cost.ts';
import type { Lane } from '../../domain/plan.ts';
import { laneSeconds } from './expected-time.ts';

/** The region whose state machine drives every lane. */
export const HOME_REGION = 'us-east-1';
/** States entered: those of the run, of a lane's start and end, and of one poll, which waits half a minute. */
const RUN_STATES = 20;
const LANE_STATES = 10;
const POLL_STATES = 3;
const POLL_SECONDS = 30;

/** What the hosts of these lanes cost, and the state machine that drives them. Nothing on this machine costs anything. */
export function hostCharges(lanes: readonly Lane[]): Charge[] {
  const hosts = lanes.flatMap((lane) => lane.crew.flatMap(({ host }) => chargesOf(lane, host)));
  return hosts.length === 0 ? [] : [...hosts, machineCharge(lanes)];
}

function chargesOf(lane: Lane, id: string): Charge[] {
  const host = hostEntry(id);
  const region = lane.site;
  const hours = laneSeconds(lane) / 3600;
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
        amount: (lane.rounds * lane.roundSeconds * (host.memoryMb ?? 0)) / 1024,
      },
      { sku: 'lambda:request', region, what: `Lambda requests in ${region}`, amount: lane.rounds },
    ];
  // Bare metal is billed by the hour begun.
  if (host?.kind === 'metal')
    return [{ sku: `metal:${id}`, region, what: `${host.title} in ${region}`, amount: Math.ceil(hours) }];
  return [];
}

function machineCharge(lanes: readonly Lane[]): Charge {
  const polls = sum(lanes, (lane) => lane.rounds * (1 + Math.ceil(lane.roundSeconds / POLL_SECONDS)));
  const amount = RUN_STATES + lanes.length * LANE_STATES + polls * POLL_STATES;
  return { sku: 'states:transition', region: HOME_REGION, what: 'Step Functions state transitions', amount };
}
