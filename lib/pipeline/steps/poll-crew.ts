import { HostLost } from '../../domain/errors.ts';
import { refuseWhenStopped, secondsSince } from '../lane.ts';
import { RECORD } from '../run-records.ts';
import type { LaneState, Step } from '../step.ts';

/** An instance may need minutes until its agent answers (providers.md, 4: 'allow 5 minutes'). */
const START_LIMIT_SECONDS = 600;

/** Whether every member of the crew is ready. Addresses of serving roles are kept for the client's orders. */
export const pollCrew: Step<LaneState, LaneState & { readonly ready: boolean }> = async (ports, { run, lane, round }) => {
  await refuseWhenStopped(ports);
  const crew = await RECORD.crew.need(ports.records, lane);
  const members = await Promise.all(
    crew.members.map(async (member) => {
      const ready = member.ready ?? (await ports.host(member.host).ready(member.handle));
      return ready ? { ...member, ready } : member;
    }),
  );
  await RECORD.crew.write(ports.records, { ...crew, members }, lane);
  const waiting = members.filter((member) => !member.ready).map((member) => `${member.role} on ${member.host}`);
  if (waiting.length > 0 && secondsSince(ports, crew.startedAt) > START_LIMIT_SECONDS)
    throw new HostLost(`${waiting.join(', ')} not ready after ${START_LIMIT_SECONDS} s`);
  return { run, lane, round, ready: waiting.length === 0 };
};
