import { laneOf, refuseWhenStopped, secondsSince } from '../lane.ts';
import { headBytesByStore, makeOrder } from '../make-order.ts';
import { RECORD } from '../run-records.ts';
import type { LaneState, Step } from '../step.ts';

/** Sends the next round to the crew's client, or says that the lane has done what it can. */
export const sendOrder: Step<LaneState, LaneState & { readonly sent: boolean }> = async (ports, { run, lane: id, round }) => {
  await refuseWhenStopped(ports);
  const { lane, plan } = await laneOf(ports, id);
  const crew = await RECORD.crew.need(ports.records, id);
  const spent = secondsSince(ports, crew.startedAt);
  const outOfTime = lane.budgetSeconds !== undefined && round > 0 && spent + spent / round > lane.budgetSeconds;
  if (round >= lane.rounds || outOfTime) return { run, lane: id, round, sent: false };

  const client = crew.members.find((member) => !member.serves);
  if (!client) return { run, lane: id, round, sent: false };
  const order = await makeOrder(ports, { plan, lane, round, crew, role: client.role });
  if (order.blocks.length === 0) return { run, lane: id, round, sent: false };
  const sent = { round, at: ports.now().toISOString(), blocks: order.blocks.length, headBytes: headBytesByStore(order) };
  await RECORD.sent.write(ports.records, sent, id);
  await ports.host(client.host).send(client.handle, order);
  return { run, lane: id, round, sent: true };
};
