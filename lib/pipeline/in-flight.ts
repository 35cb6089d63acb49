import { IN_FLIGHT_SECONDS } from '../domain/function-limits.ts';
import { secondsSince } from './lane.ts';
import type { Ports } from './ports.ts';
import { RECORD } from './run-records.ts';

/**
 * Takes the run's guard away once nothing can be made any more. Where a step or a probe may still be at work (the execution was
 * stopped from outside, or the run by its user while orders were under way) the guard fires once more instead.
 */
export async function settleGuard(ports: Ports): Promise<void> {
  if (!ports.guard) return;
  const until = await inFlightUntil(ports);
  if (until && ports.now() < until) await ports.guard.set(until);
  else await ports.guard.clear();
}

/** On record from the first time: lanes are given outcomes later, and a second look would no longer know. */
async function inFlightUntil(ports: Ports): Promise<Date | undefined> {
  const { records, now } = ports;
  const known = await RECORD.inFlight.read(records);
  if (known) return new Date(known.until);
  // Without a plan no lane was handed out.
  const lanes = (await RECORD.plan.read(records))?.lanes ?? [];
  const atWork = await Promise.all(lanes.map(({ id }) => mayBeAtWork(ports, id)));
  if (!atWork.includes(true)) return undefined;
  const until = new Date(now().getTime() + IN_FLIGHT_SECONDS * 1000);
  await RECORD.inFlight.write(records, { until: until.toISOString() });
  return until;
}

/** A lane without an outcome, or one that ended early while a host still had its order: a probe cannot be stopped, and works on. */
async function mayBeAtWork(ports: Ports, lane: string): Promise<boolean> {
  const outcome = await RECORD.outcome.read(ports.records, lane);
  if (!outcome || outcome.outcome === 'measured') return !outcome;
  const sent = await RECORD.sent.read(ports.records, lane);
  return sent !== undefined && secondsSince(ports, sent.at) < IN_FLIGHT_SECONDS;
}
