/** A run that takes three times what was expected, and half an hour on top, is ended from outside. */
const FACTOR = 3;
const SLACK_SECONDS = 30 * 60;
/** Longest run of the machine, seven days: the whole wish is expected to take some 57 hours. */
export const LONGEST_RUN_SECONDS = 7 * 24 * 3600;
/** The clock outside the machine comes before the machine's own end. */
const LATEST_SECONDS = LONGEST_RUN_SECONDS - 15 * 60;
/** A run that is expected to take more than half of the longest is refused: expectations may be wrong by a factor of two. */
export const LONGEST_EXPECTED_SECONDS = LONGEST_RUN_SECONDS / 2;
/** After its deadline a run is torn down; what a teardown could not reach ends by itself this much later. */
const TEARDOWN_SECONDS = 30 * 60;

/** Seconds from the start of a run until it is ended from outside. `expectedSeconds` is the plan's estimate. */
export const deadlineSeconds = (expectedSeconds: number): number =>
  Math.min(expectedSeconds * FACTOR + SLACK_SECONDS, LATEST_SECONDS);

/** Seconds from the start of a run until the last of its hosts ends by itself, whatever became of everything else. */
const runEndSeconds = (expectedSeconds: number): number => deadlineSeconds(expectedSeconds) + TEARDOWN_SECONDS;

/**
 * When a host that starts at `startsAt` (milliseconds since 1970) ends by itself, milliseconds since 1970: a while after its lane should
 * have ended, and never after its run.
 */
export function hostEndsAt(
  startsAt: number,
  laneSeconds: number,
  run: { readonly startedAt: number; readonly expectedSeconds: number },
): number {
  const laneEnd = startsAt + (laneSeconds * FACTOR + SLACK_SECONDS + TEARDOWN_SECONDS) * 1000;
  return Math.min(laneEnd, run.startedAt + runEndSeconds(run.expectedSeconds) * 1000);
}
