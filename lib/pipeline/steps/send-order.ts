import { hostEntry, kindExpectation } from '../../catalog/lookup.ts';
import type { Order } from '../../domain/order.ts';
import type { Lane, Plan } from '../../domain/plan.ts';
import { laneOf, refuseWhenClosed, refuseWhenStopped, secondsSince } from '../lane.ts';
import { headBytesByPlace, makeOrder } from '../make-order.ts';
import type { Ports } from '../ports.ts';
import { RECORD } from '../run-records.ts';
import type { LaneState, Step } from '../step.ts';

/** An order that takes this many times longer than planned, and at least this long, is lost with its host. */
const OVERDUE_FACTOR = 10;
const OVERDUE_LEAST_SECONDS = 600;
/** What a host writes when its time is over needs this long to be read. */
const GRACE_SECONDS = 60;
/** Kept back of `--max-seconds` for summarising, publishing and removing. */
const CLOSING_SECONDS = 5;

/** Sends the next round to the crew's client, or says that the lane has done what it can. */
export const sendOrder: Step<LaneState, LaneState & { readonly sent: boolean }> = async (ports, { run, lane: id, round }) => {
  await refuseWhenStopped(ports);
  const { lane, plan } = await laneOf(ports, id);
  const crew = await RECORD.crew.need(ports.records, id);
  const client = crew.members.find((member) => !member.serves);
  const over =
    round >= lane.rounds || (round > 0 && (await outOfTime(ports, lane, crew.startedAt, round, plan.selection.maxSeconds)));
  if (over || !client) return { run, lane: id, round, sent: false };

  const order = await makeOrder(ports, { plan, lane, round, crew, role: client.role });
  if (order.blocks.length === 0) return { run, lane: id, round, sent: false };
  await RECORD.sent.write(ports.records, await sentRecord(ports, plan, lane, order), id);
  // Signing a round takes a while: an order that is handed over after the sweep would still be carried out.
  await refuseWhenClosed(ports);
  await ports.host(client.host).send(client.handle, order);
  return { run, lane: id, round, sent: true };
};

/** Whether one more round, as long as those before, would end after the lane's share of time or after the run's. */
async function outOfTime(
  ports: Ports,
  lane: Lane,
  startedAt: string,
  round: number,
  maxSeconds: number | undefined,
): Promise<boolean> {
  const spent = secondsSince(ports, startedAt);
  if (lane.budgetSeconds !== undefined && spent + spent / round > lane.budgetSeconds) return true;
  if (maxSeconds === undefined) return false;
  const request = await RECORD.request.need(ports.records);
  return secondsSince(ports, request.startedAt) + spent / round + CLOSING_SECONDS > maxSeconds;
}

/** When the client's host ends any order by itself: a Lambda function says nothing then. */
function endsSeconds({ crew }: Lane): number {
  const kind = hostEntry(crew.at(-1)?.host ?? '')?.kind;
  return (kind && kindExpectation(kind)?.endsSeconds) ?? Number.POSITIVE_INFINITY;
}

async function sentRecord(ports: Ports, { cells }: Plan, lane: Lane, order: Order) {
  const before = await RECORD.sent.read(ports.records, lane.id);
  const headBytes: Record<string, number> = { ...before?.headBytes };
  for (const [place, bytes] of Object.entries(headBytesByPlace(order, cells)))
    headBytes[place] = Math.max(bytes, headBytes[place] ?? 0);
  const planned = Math.max(OVERDUE_LEAST_SECONDS, lane.roundSeconds * OVERDUE_FACTOR);
  const limitSeconds = Math.min(planned, endsSeconds(lane) + GRACE_SECONDS);
  return { round: order.round, at: ports.now().toISOString(), limitSeconds, headBytes };
}
