import { awsClients } from '../lib/adapters/aws/clients.ts';
import { endingOf } from '../lib/adapters/aws/ending.ts';
import { machineExecutions } from '../lib/adapters/aws/executions.ts';
import { finalize } from '../lib/adapters/aws/finalize.ts';
import { awsPorts } from '../lib/adapters/aws/ports.ts';
import { surroundings } from '../lib/adapters/aws/surroundings.ts';
import { salvage } from '../lib/pipeline/salvage.ts';
import { teardown } from '../lib/pipeline/steps/teardown.ts';
import { scenarioPlan } from '../lib/scenarios/plans.ts';

/** Called by EventBridge when an execution is over, by a run's deadline, and by `firstbyte destroy` with `{run}`. */
export const handler = async (event: unknown): Promise<{ readonly finalized: string | null }> => {
  const deployment = surroundings(process.env);
  const ending = endingOf(event, deployment);
  if (!ending) return { finalized: null };
  const ports = await awsPorts({ run: ending.run, env: process.env, scenario: scenarioPlan });
  const executions = machineExecutions(awsClients().sfn(deployment.home), deployment);
  await finalize(ports, ending, { executions, salvage, teardown });
  return { finalized: ending.run };
};
