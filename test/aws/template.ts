import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Emulator } from '../emulator/emulator.ts';
import { clientOptions } from './bed.ts';

/** The emulator's only account. */
export const ACCOUNT = '000000000000';
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;

/** Makes a stack of these resources, without the CDK. */
export async function makeStack(emulator: Emulator, name: string, resources: Resources, region = 'us-east-1'): Promise<void> {
  const client = new CloudFormationClient(clientOptions(emulator, region));
  const TemplateBody = JSON.stringify({ Resources: resources });
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 }, { StackName: name });
}

/** A role that `service` or the account may assume and that may do exactly `allowed` on `resource`, under these conditions. */
export function role(name: string, service: string, allowed: readonly string[], resource = '*', conditions: object = {}) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [
        {
          PolicyName: 'allowed',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: allowed, Resource: resource, Condition: conditions }],
          },
        },
      ],
    },
  };
}

/** The account the emulator says it is. */
export async function account(emulator: Emulator): Promise<string | undefined> {
  return (await new STSClient(clientOptions(emulator)).send(new GetCallerIdentityCommand({}))).Account;
}

/** Keys of a session of a role. */
export async function sessionOf(emulator: Emulator, name: string) {
  const sts = new STSClient(clientOptions(emulator));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'test' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
