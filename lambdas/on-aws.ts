import { awsClients } from '../lib/adapters/aws/clients.ts';
import { awsPorts } from '../lib/adapters/aws/ports.ts';
import type { RunState, Step } from '../lib/pipeline/step.ts';
import { scenarioPlan } from '../lib/scenarios/plans.ts';

// Made once for a sandbox: connections and credentials outlive an invocation.
const clients = awsClients();

/** A step as a Lambda handler. Errors keep their name: the state machine branches on it. */
export function onAws<Input extends RunState, Output>(step: Step<Input, Output>): (input: Input) => Promise<Output> {
  return async (input) => step(await awsPorts({ run: input.run, env: process.env, scenario: scenarioPlan, clients }), input);
}
