import { hostEntry, kindExpectation } from '../../catalog/lookup.ts';
import { HostLost } from '../../domain/errors.ts';
import { refuseWhenStopped, secondsSince } from '../lane.ts';
import { RECORD } from '../run-records.ts';
import type { LaneState, Step } from '../step.ts';

/** An instance may need minutes until its agent answers (providers.md, 4: 'allow 5 minutes'). */
const START_LIMIT_SECONDS = 600;
/** Where a host takes longer by itself, such as the installation of a bare-metal server, twice what is expected. */
const START_FACTOR = 2;

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
  const limit = startLimit(crew.members.map(({ host }) => host));
  if (waiting.length > 0 && secondsSince(ports, crew.startedAt) > limit)
    throw new HostLost(`${waiting.join(', ')} not ready after ${limit} s`);
  return { run, lane, round, ready: waiting.length === 0 };
};

/** Seconds. */
function startLimit(hosts: readonly string[]): number {
  const expected = hosts.map((host) => {
    const kind = hostEntry(host)?.kind;
    return (kind && kindExpectation(kind)?.startSeconds) ?? 0;
  });
  return Math.max(START_LIMIT_SECONDS, START_FACTOR * Math.max(0, ...expected));
}
