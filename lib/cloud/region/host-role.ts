import { Validations } from 'aws-cdk-lib';
import { InstanceProfile, ManagedPolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { hostProfile } from '../../domain/names.ts';
import { roleOf } from '../permissions/permission.ts';
import { measuring } from './data-plane.ts';

/**
 * What an instance may do: be driven by SSM, and read and write items of the data table. AWS's policy for SSM also lets it read every
 * parameter of the account, the keys of other providers included: that is denied.
 */
export function hostRole(scope: Construct, region: string): void {
  const name = hostProfile(region);
  const noParameters = {
    effect: 'Deny',
    actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:GetParameterHistory'],
    resources: ['*'],
  } as const;
  const role = roleOf(scope, 'HostRole', [...measuring(region), noParameters], {
    roleName: name,
    description: 'firstbyte: an instance while it measures',
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
    reason: "AWS keeps it in step with what SSM's agent needs; the one part of it that is too wide is denied beside it.",
  });
  new InstanceProfile(scope, 'HostProfile', { instanceProfileName: name, role });
}
