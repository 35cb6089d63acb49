import { oneLine } from '../../domain/errors.ts';
import { laneOf, secondsSince } from '../lane.ts';
import type { Ports } from '../ports.ts';
import { type Crew, type Outcome, RECORD } from '../run-records.ts';
import type { LaneState, RunState, Step } from '../step.ts';

/** Stops a lane's hosts in reverse order and writes its outcome: a lane that failed is an outcome, never an end. */
export const stopCrew: Step<LaneState, RunState & { readonly lane: string }> = async (ports, { run, lane: id, round, error }) => {
  const { lane } = await laneOf(ports, id);
  const crew = await RECORD.crew.read(ports.records, id);
  const problems = crew ? await stopMembers(ports, crew) : [];
  const givenUp = (await RECORD.givenUp.read(ports.records, id)) ?? [];
  const unusable = givenUp[0] ? `every store was ${givenUp[0].reason}` : 'none of its stores could be used';
  const reason = error ? causeOf(error) : problems[0];
  const outcome: Outcome = {
    id,
    outcome: error?.Error === 'Stopped' ? 'stopped' : error || round === 0 ? 'failed' : 'measured',
    ...(reason ? { reason } : round === 0 ? { reason: unusable } : {}),
    rounds: { planned: lane.rounds, done: round },
    seconds: crew ? secondsSince(ports, crew.startedAt) : 0,
  };
  await RECORD.outcome.write(ports.records, outcome, id);
  return { run, lane: id };
};

/** In reverse order. One that cannot be stopped is a problem, one line each, and keeps no other from being stopped. */
export async function stopMembers(ports: Ports, crew: Crew): Promise<string[]> {
  const problems: string[] = [];
  for (const { role, host, handle } of crew.members.toReversed())
    try {
      await ports.host(host).stop(handle);
    } catch (error) {
      problems.push(`${role} on ${host}: ${oneLine(error)}`);
    }
  return problems;
}

/** The cause is plain text on one machine and JSON with a trace in AWS. */
function causeOf({ Error: name, Cause: cause }: NonNullable<LaneState['error']>): string {
  try {
    const parsed: unknown = JSON.parse(cause ?? '');
    if (parsed && typeof parsed === 'object' && 'errorMessage' in parsed) return oneLine(String(parsed.errorMessage));
  } catch {
    // Not JSON: the text itself is the cause.
  }
  return oneLine(cause || name || 'unknown error');
}
