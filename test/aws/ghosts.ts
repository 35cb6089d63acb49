import { DescribeInstancesCommand, EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { TAG } from '../../lib/domain/names.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { clientOptions } from './bed.ts';
import { HOME } from './deployed.ts';

const IMAGE = 'ami-0c2023a00000a1b2c';

interface Tagged {
  readonly run?: string;
  readonly expires?: Date;
}

/** Instances that no run of this account has launched, in the order given. */
export function launchTagged(emulator: Emulator, region: string, tagged: readonly Tagged[]): Promise<string[]> {
  const ec2 = new EC2Client(clientOptions(emulator, region));
  return Promise.all(
    tagged.map(async ({ run, expires }) => {
      const Tags = [
        { Key: TAG.run, Value: run },
        { Key: TAG.expires, Value: expires?.toISOString() },
      ].filter(({ Value }) => Value);
      const TagSpecifications = Tags.length > 0 ? [{ ResourceType: 'instance' as const, Tags }] : [];
      const launched = await ec2.send(
        new RunInstancesCommand({ ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, TagSpecifications }),
      );
      return launched.Instances?.[0]?.InstanceId ?? 'none';
    }),
  );
}

export async function statesOf(emulator: Emulator, region: string, instances: readonly string[]) {
  const ec2 = new EC2Client(clientOptions(emulator, region));
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [...instances] }));
  const found = Reservations.flatMap(({ Instances = [] }) => Instances);
  return instances.map((instance) => found.find(({ InstanceId }) => InstanceId === instance)?.State?.Name);
}

export async function terminate(emulator: Emulator, region: string, instances: readonly string[]): Promise<void> {
  await new EC2Client(clientOptions(emulator, region)).send(new TerminateInstancesCommand({ InstanceIds: [...instances] }));
}

/** Calls a function of the home region as its rule would; returns its error where it threw. */
export async function invoke(emulator: Emulator, name: string): Promise<string | undefined> {
  const lambda = new LambdaClient(clientOptions(emulator, HOME));
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: '{}' }));
  return FunctionError === undefined ? undefined : Buffer.from(Payload ?? []).toString();
}
