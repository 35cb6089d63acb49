import { HostLost, NamedError } from '../../domain/errors.ts';
import { refuseWhenStopped, secondsSince } from '../lane.ts';
import { RECORD } from '../run-records.ts';
import type { LaneState, Step } from '../step.ts';

/** Whether the round under way is complete; `round` then already names the next one. */
export const pollOrder: Step<LaneState, LaneState & { readonly done: boolean }> = async (ports, { run, lane: id, round }) => {
  const crew = await RECORD.crew.need(ports.records, id);
  const client = crew.members.find((member) => !member.serves);
  if (!client) throw new HostLost(`lane ${id} has no client`);
  const state = await ports.host(client.host).poll(client.handle, { run, lane: id, round, role: client.role });
  // A complete round counts, also when the run was stopped meanwhile: the next one is then not sent.
  if (state.done && !state.failed) return { run, lane: id, round: round + 1, done: true };
  await refuseWhenStopped(ports);
  if (state.lost) throw new HostLost(`${client.host}: ${state.lost}`);
  if (state.failed) throw new NamedError('OrderFailed', `${client.host}: ${state.failed}`);
  const { at, limitSeconds } = await RECORD.sent.need(ports.records, id);
  if (secondsSince(ports, at) > limitSeconds)
    throw new HostLost(`${client.host}: no end of round ${round} after ${Math.round(limitSeconds)} s`);
  return { run, lane: id, round, done: false };
};
