import { Aws } from 'aws-cdk-lib';
import { METAL_BUILD, metalHostRole, PARAMETER, runBucket, TAG, TERRAFORM_FOLDER } from '../../domain/names.ts';
import { ARN } from './arns.ts';
import { assetBucket } from './crew.ts';
import type { Permission } from './permission.ts';
import type { Where } from './storage.ts';

const ANY_RUN = 'a folder a run and host, which only Terraform writes; records themselves cannot be deleted';
const NODE_OF_A_RUN = 'SSM names its nodes itself: held to the tag of a run';
const OF_A_RUN = { Null: { [`ssm:resourceTag/${TAG.run}`]: 'false' } };

const regionsOf = ({ home, regions }: Where) => [...new Set([home, ...regions])];
const inRegions = (where: Where) => ({ StringEquals: { 'aws:RequestedRegion': regionsOf(where) } });
const filesOf = ({ home }: Where) => ARN.objects(runBucket(Aws.ACCOUNT_ID, home), `runs/*/records/${TERRAFORM_FOLDER}*`);

/** Reads the provider's token. */
const asking = ({ home }: Where): Permission => ({
  actions: ['ssm:GetParameter'],
  resources: [ARN.parameter(home, PARAMETER.metalToken)],
});

/** Starts builds of bare-metal hosts and lets one machine each become a node, which gets our role and no other. */
export function startingMetal(where: Where): Permission[] {
  return [
    asking(where),
    ...watchingBuilds(where),
    { actions: ['codebuild:StartBuild'], resources: [ARN.build(where.home, METAL_BUILD)] },
    {
      // With tags, CreateActivation asks for both.
      actions: ['ssm:CreateActivation', 'ssm:AddTagsToResource'],
      resources: ['*'],
      conditions: { ...inRegions(where), Null: { [`aws:RequestTag/${TAG.run}`]: 'false' } },
      because: 'an activation has no name before it is made: held to the tag of a run',
    },
    {
      actions: ['iam:PassRole'],
      resources: [ARN.role(metalHostRole(where.home))],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    },
    ...deletingActivations(where),
  ];
}

/** Looks at builds. */
export function watchingBuilds({ home }: Where): Permission[] {
  return [
    {
      actions: ['codebuild:ListBuildsForProject', 'codebuild:BatchGetBuilds'],
      resources: [ARN.build(home, METAL_BUILD)],
    },
  ];
}

/** An activation that has done its work is deleted before its host is set up, and its code with it. */
export function forgettingActivations(where: Where): Permission[] {
  return [...deletingActivations(where), deletingFiles(where)];
}

const deletingFiles = (where: Where): Permission => ({
  actions: ['s3:DeleteObject'],
  resources: [filesOf(where)],
  because: ANY_RUN,
});

function deletingActivations(where: Where): Permission[] {
  return [
    {
      actions: ['ssm:DescribeActivations', 'ssm:DeleteActivation'],
      resources: ['*'],
      conditions: inRegions(where),
      because: 'AWS knows no resources for this action; held to the regions of the deployment',
    },
  ];
}

/** Looks at the tags of nodes that no run has on record. */
export function namingNodes({ regions }: Where): Permission[] {
  return [
    {
      actions: ['ssm:ListTagsForResource'],
      resources: regions.map(ARN.nodes),
      because: 'SSM names its nodes itself; this only looks',
    },
  ];
}

/** Runs shell commands on bare-metal hosts of any run. */
export function commandingMetal({ regions }: Where): Permission[] {
  return [{ actions: ['ssm:SendCommand'], resources: regions.map(ARN.nodes), conditions: OF_A_RUN, because: NODE_OF_A_RUN }];
}

/** Removes bare-metal hosts: their builds, their nodes, their activations, what Terraform keeps of them. */
export function removingMetal(where: Where): Permission[] {
  return [
    asking(where),
    ...watchingBuilds(where),
    { actions: ['codebuild:StartBuild', 'codebuild:StopBuild'], resources: [ARN.build(where.home, METAL_BUILD)] },
    ...deletingActivations(where),
    {
      actions: ['ssm:DeregisterManagedInstance'],
      resources: where.regions.map(ARN.nodes),
      conditions: OF_A_RUN,
      because: NODE_OF_A_RUN,
    },
    deletingFiles(where),
  ];
}

interface BuildPlace {
  readonly region: string;
  readonly logGroup: string;
  /** Key of an asset. */
  readonly source: string;
}

/** What a build may do: read its source and the token, write its log, and keep Terraform's state in a run's folder. */
export function building(where: Where, { region, logGroup, source }: BuildPlace): Permission[] {
  const { home } = where;
  return [
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [ARN.logStreams(region, logGroup)],
      because: 'CodeBuild names the streams of its own log group',
    },
    {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [ARN.objects(assetBucket(region), source)],
    },
    // CodeBuild looks at the bucket of its source before it reads from it.
    { actions: ['s3:GetBucketAcl', 's3:GetBucketLocation'], resources: [ARN.bucket(assetBucket(region))] },
    // CodeBuild reads a parameter of its environment by this one.
    { actions: ['ssm:GetParameters'], resources: [ARN.parameter(home, PARAMETER.metalToken)] },
    { actions: ['s3:ListBucket'], resources: [ARN.bucket(runBucket(Aws.ACCOUNT_ID, home))] },
    { actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], resources: [filesOf(where)], because: ANY_RUN },
  ];
}

/**
 * What a bare-metal host may do beside AWS's policy for SSM: nothing, and less. Objects travel by presigned URLs, no pair of the catalog
 * has DynamoDB beside bare metal, and that policy lets it read every parameter of the account: that is denied.
 */
export function driven(): Permission[] {
  return [
    {
      effect: 'Deny',
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:GetParameterHistory'],
      resources: ['*'],
    },
  ];
}
