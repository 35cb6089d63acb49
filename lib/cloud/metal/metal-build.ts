import { Aws, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { ManagedPolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { METAL_BUILD, metalHostRole } from '../../domain/names.ts';
import { ARN } from '../permissions/arns.ts';
import { building, driven } from '../permissions/metal.ts';
import { roleOf } from '../permissions/permission.ts';
import type { Where } from '../permissions/storage.ts';
import { BUILDSPEC } from './buildspec.ts';

/** With Node, unzip and the AWS command line in it. */
const IMAGE = 'aws/codebuild/amazonlinux-x86_64-standard:5.0';
/** Terraform waits 25 minutes for a server: half an hour more than it ever needs, so that it ends by itself and writes its state. */
export const BUILD_MINUTES = 60;
const QUEUED_MINUTES = 15;

/**
 * What makes bare-metal hosts: a CodeBuild project that runs Terraform, and the role the hosts get in SSM. Costs nothing while no build
 * runs. `folder` holds the build's script, its synthesis and its lock.
 */
export function metalBuild(scope: Construct, where: Where, folder: string): void {
  const { region } = Stack.of(scope);
  const logGroup = new LogGroup(scope, 'MetalBuildLog', {
    logGroupName: `/aws/codebuild/${METAL_BUILD}`,
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const source = new Asset(scope, 'MetalBuildSource', { path: folder });
  const role = roleOf(
    scope,
    'MetalBuildRole',
    building(where, { region, logGroup: `/aws/codebuild/${METAL_BUILD}`, source: source.s3ObjectKey }),
    {
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceArn': ARN.build(where.home, METAL_BUILD) } },
      }),
    },
  );
  const project = new CfnProject(scope, 'MetalBuild', {
    name: METAL_BUILD,
    description: 'firstbyte: Terraform for bare-metal hosts',
    serviceRole: role.roleArn,
    source: {
      type: 'S3',
      location: `${source.s3BucketName}/${source.s3ObjectKey}`,
      buildSpec: JSON.stringify(BUILDSPEC, undefined, 2),
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: IMAGE, computeType: 'BUILD_GENERAL1_SMALL' },
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: logGroup.logGroupName } },
    timeoutInMinutes: BUILD_MINUTES,
    queuedTimeoutInMinutes: QUEUED_MINUTES,
  });
  Validations.of(project).acknowledge({
    id: 'AwsSolutions-CB4',
    reason: 'A build makes no artifact that a key could encrypt, and a key of our own costs money while nothing runs.',
  });
  hostRole(scope, where);
}

/** What a bare-metal host may do: be driven by SSM. */
function hostRole(scope: Construct, where: Where): void {
  const role = roleOf(scope, 'MetalHostRole', driven(), {
    roleName: metalHostRole(where.home),
    description: 'firstbyte: a bare-metal host while it measures',
    assumedBy: new ServicePrincipal('ssm.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': where.regions.map(ARN.ssm) },
      },
    }),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
    reason: "AWS keeps it in step with what SSM's agent needs; the one part of it that is too wide is denied beside it.",
  });
}
