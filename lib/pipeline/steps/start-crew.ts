import { laneOf, postIn, refuseWhenClosed, refuseWhenStopped } from '../lane.ts';
import { type CrewMember, RECORD } from '../run-records.ts';
import type { LaneState, Step } from '../step.ts';
import { stopMembers } from './stop-crew.ts';

/** Starts the hosts of a lane, serving roles first. Recorded one by one, so that Teardown finds even half a crew. */
export const startCrew: Step<LaneState, LaneState> = async (ports, { run, lane: id }) => {
  await refuseWhenStopped(ports);
  const { lane } = await laneOf(ports, id);
  const startedAt = ports.now().toISOString();
  const members: CrewMember[] = [];
  for (const member of lane.crew) {
    await refuseWhenClosed(ports);
    const host = ports.host(member.host);
    const handle = await host.start(postIn(run, lane, member));
    members.push({ ...member, handle });
    // What is not on record is found by nobody: a host that cannot be recorded is stopped here.
    await RECORD.crew.write(ports.records, { lane: id, startedAt, members }, id).catch(async (error: unknown) => {
      await host.stop(handle);
      throw error;
    });
    // A Teardown that swept between the check above and the start has not seen this host. It is stopped here, because after an
    // execution that was stopped from outside no StopCrew follows.
    await refuseWhenClosed(ports).catch(async (error: unknown) => {
      await stopMembers(ports, { lane: id, startedAt, members });
      throw error;
    });
  }
  return { run, lane: id, round: 0 };
};
