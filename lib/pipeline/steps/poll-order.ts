import { HostLost } from '../../domain/errors.ts';
import { laneOf, refuseWhenStopped, secondsSince } from '../lane.ts';
import { RECORD } from '../run-records.ts';
import type { LaneState, Step } from '../step.ts';

/** An order that takes this many times longer than planned, and at least this long, is lost. */
const OVERDUE_FACTOR = 10;
const OVERDUE_LEAST_SECONDS = 300;

/** Whether the round under way is complete; `round` then already names the next one. */
export const pollOrder: Step<LaneState, LaneState & { readonly done: boolean }> = async (ports, { run, lane: id, round }) => {
  await refuseWhenStopped(ports);
  const { lane } = await laneOf(ports, id);
  const crew = await RECORD.crew.need(ports.records, id);
  const client = crew.members.find((member) => !member.serves);
  if (!client) throw new HostLost(`lane ${id} has no client`);
  const state = await ports.host(client.host).poll(client.handle, { run, lane: id, round, role: client.role });
  if (state.lost) throw new HostLost(`${client.host}: ${state.lost}`);
  if (state.done) return { run, lane: id, round: round + 1, done: true };
  const limit = Math.max(OVERDUE_LEAST_SECONDS, lane.roundSeconds * OVERDUE_FACTOR);
  const sent = await RECORD.sent.need(ports.records, id);
  if (secondsSince(ports, sent.at) > limit)
    throw new HostLost(`${client.host}: no end of round ${round} after ${Math.round(limit)} s`);
  return { run, lane: id, round, done: false };
};
