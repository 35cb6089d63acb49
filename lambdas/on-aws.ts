import { awsClients } from '../lib/adapters/aws/clients.ts';
import { awsPorts } from '../lib/adapters/aws/ports.ts';
import { NamedError } from '../lib/domain/errors.ts';
import { VARIABLE } from '../lib/domain/names.ts';
import type { Ports } from '../lib/pipeline/ports.ts';
import { RECORD } from '../lib/pipeline/run-records.ts';
import type { RunState, Step } from '../lib/pipeline/step.ts';
import { scenarioPlan } from '../lib/scenarios/plans.ts';

// Made once for a sandbox: connections and credentials outlive an invocation.
const clients = awsClients();

const portsOf = ({ run }: RunState) => awsPorts({ run, env: process.env, scenario: scenarioPlan, clients });

/** A step as a Lambda handler. Errors keep their name: the state machine branches on it. Error of its own: AnotherVersion. */
export function onAws<Input extends RunState, Output>(step: Step<Input, Output>): (input: Input) => Promise<Output> {
  return async (input) => {
    const ports = await portsOf(input);
    await refuseAnotherVersion(ports);
    return step(ports, input);
  };
}

/** The same for what ends a lane or a run: that has to be done whatever was deployed meanwhile. */
export function onAwsAlways<Input extends RunState, Output>(step: Step<Input, Output>): (input: Input) => Promise<Output> {
  return async (input) => step(await portsOf(input), input);
}

/** A deployment during a run swaps the code under it: one half of a run must not be measured by another program than the other. */
async function refuseAnotherVersion({ records }: Ports): Promise<void> {
  const deployed = process.env[VARIABLE.version];
  const started = (await RECORD.request.read(records))?.version;
  if (deployed && started && deployed !== started)
    throw new NamedError('AnotherVersion', `the run was started by version ${started}, and ${deployed} was deployed meanwhile`);
}
