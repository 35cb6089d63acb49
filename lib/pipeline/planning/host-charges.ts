import { hostEntry } from '../../catalog/lookup.ts';
import type { Charge } from '../../domain/cost.ts';
import type { Lane } from '../../domain/plan.ts';
import { laneSeconds } from './expected-time.ts';

/** What a lane used or is expected to use of its hosts. */
export interface LaneUse {
  readonly lane: Pick<Lane, 'crew' | 'site' | 'phase' | 'cells'>;
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

/** What the hosts of these lanes cost. Nothing on this machine costs anything. */
export function hostCharges(uses: readonly LaneUse[]): Charge[] {
  return uses.flatMap((use) => use.lane.crew.flatMap(({ host }) => chargesOf(use, host)));
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
