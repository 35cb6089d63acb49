/** The steps of the one state machine. In the cloud each is a Lambda, on one machine a plain call. */
export const STEP_NAMES = [
  'Plan',
  'Prepare',
  'StartCrew',
  'PollCrew',
  'SendOrder',
  'PollOrder',
  'StopCrew',
  'Summarise',
  'Publish',
  'Teardown',
] as const;

export type StepName = (typeof STEP_NAMES)[number];
