import type { Ports } from './ports.ts';
import type { StepName } from './step-names.ts';
import { plan } from './steps/plan.ts';
import { pollCrew } from './steps/poll-crew.ts';
import { pollOrder } from './steps/poll-order.ts';
import { prepare } from './steps/prepare.ts';
import { publish } from './steps/publish.ts';
import { sendOrder } from './steps/send-order.ts';
import { startCrew } from './steps/start-crew.ts';
import { stopCrew } from './steps/stop-crew.ts';
import { summarise } from './steps/summarise.ts';
import { teardown } from './steps/teardown.ts';

/** The steps by the names the state machine uses. A Lambda handler binds one of them to cloud ports, the local engine all. */
export const STEPS = {
  Plan: plan,
  Prepare: prepare,
  StartCrew: startCrew,
  PollCrew: pollCrew,
  SendOrder: sendOrder,
  PollOrder: pollOrder,
  StopCrew: stopCrew,
  Summarise: summarise,
  Publish: publish,
  Teardown: teardown,
} as const;

export type BoundSteps = Readonly<Record<StepName, (input: unknown) => Promise<unknown>>>;

/** The steps as functions of the machine's state alone. */
export function bindSteps(ports: Ports): BoundSteps {
  const bound = Object.entries(STEPS).map(([name, step]) => {
    const call = step as (ports: Ports, input: unknown) => Promise<unknown>;
    return [name, (input: unknown) => call(ports, input)];
  });
  return Object.fromEntries(bound) as BoundSteps;
}
