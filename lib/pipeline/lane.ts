import { NamedError } from '../domain/errors.ts';
import type { Post } from '../domain/order.ts';
import type { Lane, Plan } from '../domain/plan.ts';
import type { Ports } from './ports.ts';
import { RECORD } from './run-records.ts';

export async function laneOf(ports: Ports, id: string): Promise<{ readonly lane: Lane; readonly plan: Plan }> {
  const plan = await RECORD.plan.need(ports.records);
  const lane = plan.lanes.find((candidate) => candidate.id === id);
  if (!lane) throw new NamedError('UnknownLane', `the plan has no lane ${id}`);
  return { lane, plan };
}

/** The post of a member of a lane's crew. */
export const postIn = (run: string, lane: Lane, { role, serves, host }: Lane['crew'][number]): Post => ({
  ...{ run, lane: lane.id, scenario: lane.scenario, site: lane.site },
  ...{ role, serves, host },
});

/** Throws Stopped when somebody asked the run to end: the lane then ends with what it has. */
export async function refuseWhenStopped(ports: Ports): Promise<void> {
  const stop = await RECORD.stop.read(ports.records);
  if (stop) throw new NamedError('Stopped', stop.reason);
}

/** Throws RunClosed once the run is being torn down: what is made after the sweep is found by nobody for half an hour. */
export async function refuseWhenClosed(ports: Ports): Promise<void> {
  if (await RECORD.closed.read(ports.records))
    throw new NamedError('RunClosed', 'the run is being torn down: nothing more is started');
}

export function secondsSince(ports: Ports, iso: string): number {
  return (ports.now().getTime() - Date.parse(iso)) / 1000;
}
