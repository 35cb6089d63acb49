import { NamedError, oneLine } from '../../domain/errors.ts';
import type { Lane } from '../../domain/plan.ts';
import { laneOf, postIn, secondsSince } from '../lane.ts';
import type { Ports } from '../ports.ts';
import { type Crew, type Outcome, RECORD } from '../run-records.ts';
import type { LaneState, RunState, Step } from '../step.ts';

/**
 * Stops a lane's hosts in reverse order and writes its outcome: a lane that failed is an outcome, never an end. Throws HostLeft where one
 * could not be stopped, so that the machine's retries come: it may be billed. After the last of them the machine calls this once more,
 * with `unstopped`: then nothing is stopped, and the lane ends with what is on record.
 */
export const stopCrew: Step<LaneState, RunState & { readonly lane: string }> = async (ports, state) => {
  const { run, lane: id, unstopped } = state;
  const { lane } = await laneOf(ports, id);
  if (unstopped) {
    const before = (await RECORD.outcome.read(ports.records, id)) ?? (await outcomeOf(ports, state, lane, undefined));
    await RECORD.outcome.write(ports.records, { ...before, reason: before.reason ?? causeOf(unstopped) }, id);
    return { run, lane: id };
  }
  const crew = await RECORD.crew.read(ports.records, id);
  // On record before anybody is waited for: a lane whose hosts do not go is over all the same.
  await RECORD.outcome.write(ports.records, await outcomeOf(ports, state, lane, crew), id);
  const problems = [...(crew ? await stopMembers(ports, crew) : []), ...(await stopUnrecorded(ports, run, lane, crew))];
  await RECORD.outcome.write(ports.records, await outcomeOf(ports, state, lane, crew, problems[0]), id);
  if (problems.length > 0) throw new NamedError('HostLeft', problems.join('; '));
  return { run, lane: id };
};

async function outcomeOf(
  ports: Ports,
  { lane: id, round, error }: LaneState,
  lane: Lane,
  crew: Crew | undefined,
  problem?: string,
): Promise<Outcome> {
  const givenUp = (await RECORD.givenUp.read(ports.records, id)) ?? [];
  const unusable = givenUp[0] ? `every store was ${givenUp[0].reason}` : 'none of its stores could be used';
  const reason = error ? causeOf(error) : problem;
  return {
    id,
    outcome: error?.Error === 'Stopped' ? 'stopped' : error || round === 0 ? 'failed' : 'measured',
    ...(reason ? { reason } : round === 0 ? { reason: unusable } : {}),
    rounds: { planned: lane.rounds, done: round },
    seconds: crew ? secondsSince(ports, crew.startedAt) : 0,
  };
}

/** Members that were never put on record, where their host can find what their start may have made. */
async function stopUnrecorded(ports: Ports, run: string, lane: Lane, crew: Crew | undefined): Promise<string[]> {
  const problems: string[] = [];
  for (const member of lane.crew.toReversed()) {
    if (crew?.members.some(({ role }) => role === member.role)) continue;
    try {
      await ports.host(member.host).stopIntended?.(postIn(run, lane, member));
    } catch (error) {
      problems.push(`${member.role} on ${member.host}: ${oneLine(error)}`);
    }
  }
  return problems;
}

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
