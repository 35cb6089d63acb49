import { Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { MACHINE, stepFunction } from '../../domain/names.ts';
import { STEP_NAMES, type StepName } from '../../pipeline/step-names.ts';
import { Machine } from '../machine.ts';
import { running } from '../permissions/ending.ts';
import { roleOf } from '../permissions/permission.ts';
import type { Where } from '../permissions/storage.ts';

/** The state machine as it is deployed, with a role that may call its steps and start its own lanes. */
export function runMachine(scope: Construct, where: Where, steps: Readonly<Record<StepName, IFunction>>): void {
  const role = roleOf(scope, 'MachineRole', running(where, STEP_NAMES.map(stepFunction)), {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
  });
  const { stateMachine } = new Machine(scope, 'Machine', {
    steps,
    // Its permissions are complete: what the CDK would add beside them allows every version of each function.
    settings: { stateMachineName: MACHINE, role: role.withoutPolicyUpdates() },
  });
  stateMachine.node.tryRemoveChild('DistributedMapPolicy');
  Validations.of(stateMachine).acknowledge(
    {
      id: 'AwsSolutions-SF1',
      reason:
        'Step Functions keeps the history of every execution for 90 days by itself; a log would need a permission on all log deliveries of the account and leave a resource policy behind.',
    },
    {
      id: 'AwsSolutions-SF2',
      reason: 'The steps log what they do; traces would cost by the step and need a permission without resources.',
    },
  );
}
