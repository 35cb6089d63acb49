import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LAB_STACK, runBucket, VARIABLE } from '../domain/names.ts';
import type { DeploymentContext } from './deployment.ts';
import { endings } from './lab/ending.ts';
import { runMachine } from './lab/run-machine.ts';
import { stepFunctions } from './lab/step-functions.ts';
import { metalBuild } from './metal/metal-build.ts';
import { privateBucket } from './private-bucket.ts';

/** Records of a run are kept this long: they say what was made, and prove that it is gone. */
const RECORD_DAYS = 90;

export interface LabStackProps extends StackProps {
  readonly where: DeploymentContext;
  /** Of this code: the command refuses to start another one's machine. */
  readonly version: string;
  /** What a build of bare-metal hosts starts with: a folder on this machine. */
  readonly metalFolder: string;
}

/** The home region: the state machine, its steps, the private records of its runs, and what ends a run from outside. */
export class LabStack extends Stack {
  constructor(scope: Construct, { where, version, metalFolder, ...props }: LabStackProps) {
    super(scope, LAB_STACK, {
      ...props,
      env: { region: where.home },
      description: 'firstbyte: the state machine, its steps and its records',
    });
    privateBucket(this, 'RunBucket', { bucketName: runBucket(Aws.ACCOUNT_ID, where.home), days: RECORD_DAYS });
    const environment = {
      [VARIABLE.account]: Aws.ACCOUNT_ID,
      [VARIABLE.regions]: where.regions.join(','),
      [VARIABLE.version]: version,
      ...(Object.keys(where.endpoints).length > 0 && { [VARIABLE.endpoints]: JSON.stringify(where.endpoints) }),
    };
    runMachine(this, where, stepFunctions(this, where, environment));
    endings(this, where, environment);
    metalBuild(this, where, metalFolder);
    new CfnOutput(this, 'Version', { value: version, description: 'The version of firstbyte that was deployed' });
  }
}
