import type { Lane } from '../../domain/plan.ts';
import { startSecondsOf } from './expected-time.ts';
import { pollSecondsOf } from './turns.ts';

// Events in the history of a lane's execution, as Step Functions counts: 5 for a call of a function, 2 for a wait or a choice.

/** StartCrew, and a first look at the crew. */
const START_EVENTS = 1 + 5 + (5 + 2);
const CREW_POLL_EVENTS = 2 + 5 + 2;
const SEND_EVENTS = 5 + 2;
const POLL_EVENTS = 2 + 5 + 2;
/** The SendOrder that has nothing left to send, StopCrew, and the end itself. */
const END_EVENTS = SEND_EVENTS + 5 + 1;

/** Most events a lane may be expected to need. At 25,000 Step Functions ends an execution without a Catch, and the run with it. */
export const MOST_LANE_EVENTS = 20_000;

/** How often a lane is asked whether something that takes these seconds is done. */
export const pollsOf = (seconds: number, lane: Pick<Lane, 'crew' | 'phase'>): number =>
  Math.max(1, Math.ceil(seconds / pollSecondsOf(lane)));

/** Events this lane is expected to need. */
export function laneEvents(lane: Pick<Lane, 'crew' | 'phase' | 'rounds' | 'roundSeconds'>): number {
  const crewPolls = pollsOf(startSecondsOf(lane.crew), lane);
  const round = SEND_EVENTS + pollsOf(lane.roundSeconds, lane) * POLL_EVENTS;
  return START_EVENTS + crewPolls * CREW_POLL_EVENTS + lane.rounds * round + END_EVENTS;
}
