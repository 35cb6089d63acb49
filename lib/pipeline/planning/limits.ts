import { LONGEST_EXPECTED_SECONDS } from '../../domain/deadline.ts';
import { BadInput } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunRequest } from '../run-records.ts';
import { wasabiEgressRatio } from './estimate.ts';
import { laneEvents, MOST_LANE_EVENTS } from './lane-events.ts';

/**
 * Throws BadInput where a plan goes beyond what its user accepted to pay, breaks Wasabi's rule on egress by itself, or outlasts the
 * state machine or the history of a lane. Limits exist only where money was limited: a run on one machine with endpoints of the user's own has none.
 */
export function refuseBeyondLimits(
  { estimate, lanes }: Pick<Plan, 'estimate' | 'lanes'>,
  { maxUsd, acceptWasabiEgress = false }: Pick<RunRequest, 'maxUsd' | 'acceptWasabiEgress'>,
): void {
  if (maxUsd === undefined) return;
  // In cents, rounded up: what is refused must read as more than the limit.
  if (estimate.usd > maxUsd)
    throw new BadInput(
      `this run is estimated at ${(Math.ceil(estimate.usd * 100) / 100).toFixed(2)} USD and may cost ${maxUsd}: give --max-cost ${Math.ceil(estimate.usd)}, or choose fewer sizes, stores, hosts or rounds.`,
    );
  if (estimate.seconds > LONGEST_EXPECTED_SECONDS)
    throw new BadInput(
      `this run is expected to take ${Math.ceil(estimate.seconds / 3600)} hours, and a run may be planned for ${LONGEST_EXPECTED_SECONDS / 3600}: measure it in parts, for example one pair at a time with --pairs.`,
    );
  const longest = lanes.toSorted((a, b) => laneEvents(b) - laneEvents(a))[0];
  if (longest && laneEvents(longest) > MOST_LANE_EVENTS)
    throw new BadInput(
      `lane ${longest.id} is expected to need ${laneEvents(longest)} events of Step Functions, which ends it at 25,000: choose at most ${roundsWithin(longest)} of ${longest.rounds} rounds, or fewer sizes or stores.`,
    );
  const ratio = wasabiEgressRatio(estimate);
  if (ratio > 1 && !acceptWasabiEgress)
    throw new BadInput(
      `this run reads ${ratio.toPrecision(2)} times from Wasabi what it stores there, and Wasabi allows an account once a month: give --accept-wasabi-egress if the account stores enough, or leave wasabi out of --stores.`,
    );
}

/** Most rounds with which a lane stays within its history. */
function roundsWithin(lane: Plan['lanes'][number]): number {
  const none = laneEvents({ ...lane, rounds: 0 });
  return Math.floor((MOST_LANE_EVENTS - none) / (laneEvents({ ...lane, rounds: 1 }) - none));
}
