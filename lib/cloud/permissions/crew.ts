import { Aws } from 'aws-cdk-lib';
import { EC2_HOSTS } from '../../catalog/ec2-hosts.ts';
import { HOSTS } from '../../catalog/hosts.ts';
import { hostProfile, OWNER_TAG, PARAMETER, probeFunction, TAG } from '../../domain/names.ts';
import { ARN } from './arns.ts';
import type { Permission } from './permission.ts';
import type { Where } from './storage.ts';

const RUN_SAID = { Null: { [`aws:RequestTag/${TAG.run}`]: 'false' } };
const RUN_KNOWN = { Null: { [`aws:ResourceTag/${TAG.run}`]: 'false' } };
const NOT_YET_NAMED = 'an instance has no name before it is made: held to the tag of a run';
const NO_RESOURCE_LEVEL = 'AWS knows no resources for this action; held to the regions of the deployment';

const kinds = ({ regions }: Where, ...names: readonly string[]) =>
  regions.flatMap((region) => names.map((name) => ARN.ec2(region, name)));
const inRegions = ({ home, regions }: Where) => ({
  StringEquals: { 'aws:RequestedRegion': [...new Set([home, ...regions])] },
});

/** Starts instances: only types of the catalog, only tagged with a run, only into what the region's stack made. */
export function launching(where: Where): Permission[] {
  const { regions } = where;
  return [
    {
      actions: ['ec2:RunInstances'],
      resources: kinds(where, 'instance'),
      conditions: { ...RUN_SAID, StringEquals: { 'ec2:InstanceType': EC2_HOSTS.map(({ id }) => id) } },
      because: NOT_YET_NAMED,
    },
    {
      actions: ['ec2:RunInstances'],
      resources: kinds(where, 'volume', 'network-interface'),
      conditions: RUN_SAID,
      because: NOT_YET_NAMED,
    },
    {
      actions: ['ec2:RunInstances'],
      resources: kinds(where, 'subnet', 'security-group'),
      conditions: { StringEquals: { [`aws:ResourceTag/${OWNER_TAG.name}`]: OWNER_TAG.stack } },
      because: 'held to what the stacks made, by their tag',
    },
    {
      actions: ['ec2:RunInstances'],
      resources: regions.map(ARN.image),
      because: 'the newest image of AWS or Canonical, by parameter',
    },
    {
      actions: ['ec2:CreateTags'],
      resources: kinds(where, 'instance', 'volume', 'network-interface'),
      conditions: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
      because: NOT_YET_NAMED,
    },
    {
      actions: ['iam:PassRole'],
      resources: regions.map((region) => ARN.role(hostProfile(region))),
      conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
    {
      actions: ['ssm:GetParameter'],
      resources: regions.flatMap((region) => [
        ARN.parameter(region, PARAMETER.network),
        ARN.publicParameter(region, '/aws/service/*'),
      ]),
      because: 'public parameters: the newest image of each architecture',
    },
    {
      actions: ['ec2:DescribeInstanceTypeOfferings', 'ec2:DescribeInstanceTypes', 'ec2:DescribeImages', 'ec2:DescribeSubnets'],
      resources: ['*'],
      conditions: inRegions(where),
      because: NO_RESOURCE_LEVEL,
    },
  ];
}

/** Invokes probes. */
export function invoking({ regions }: Where): Permission[] {
  const probes = HOSTS.filter(({ kind }) => kind === 'lambda').map(({ id }) => probeFunction(id));
  return [
    {
      actions: ['lambda:InvokeFunction'],
      resources: regions.flatMap((region) => probes.map((name) => ARN.function(region, name))),
    },
  ];
}

/** Runs shell commands on instances that carry the tag of a run. */
export function commanding(where: Where): Permission[] {
  return [
    {
      actions: ['ssm:SendCommand'],
      resources: where.regions.map((region) => ARN.document(region, 'AWS-RunShellScript')),
      because: 'a document of AWS itself',
    },
    {
      actions: ['ssm:SendCommand'],
      resources: kinds(where, 'instance'),
      conditions: { Null: { [`ssm:resourceTag/${TAG.run}`]: 'false' } },
      because: 'instances of any run, held to the tag',
    },
  ];
}

/** Sets an instance up: what it downloads is signed with this. */
export function settingUp(where: Where): Permission[] {
  const { regions } = where;
  return [
    ...commanding(where),
    { actions: ['ssm:GetParameter'], resources: regions.map((region) => ARN.parameter(region, PARAMETER.hostRuntime)) },
    {
      actions: ['s3:GetObject'],
      resources: regions.flatMap((region) => ['mjs', 'tgz'].map((kind) => ARN.objects(assetBucket(region), `*.${kind}`))),
      because: 'assets are named by their hash',
    },
  ];
}

/** Looks at instances and their commands. */
export function watching(where: Where): Permission[] {
  return [
    {
      actions: [
        'ec2:DescribeInstances',
        'ec2:DescribeInstanceStatus',
        'ssm:DescribeInstanceInformation',
        'ssm:GetCommandInvocation',
        'ssm:ListCommandInvocations',
      ],
      resources: ['*'],
      conditions: inRegions(where),
      because: NO_RESOURCE_LEVEL,
    },
  ];
}

/** Ends instances, and volumes nothing holds any more, that carry the tag of a run. */
export function terminating(where: Where): Permission[] {
  return [
    {
      actions: ['ec2:TerminateInstances'],
      resources: kinds(where, 'instance'),
      conditions: RUN_KNOWN,
      because: 'instances of any run, held to the tag',
    },
  ];
}

/** Lists what is left of a run outside of its stores, and removes what carries its tag. */
export function sweeping(where: Where): Permission[] {
  return [
    ...terminating(where),
    {
      actions: ['ec2:DeleteVolume'],
      resources: kinds(where, 'volume'),
      conditions: RUN_KNOWN,
      because: 'volumes of any run, held to the tag',
    },
    {
      actions: [
        'ec2:DescribeVolumes',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeKeyPairs',
        'ssm:DescribeActivations',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
      conditions: inRegions(where),
      because: NO_RESOURCE_LEVEL,
    },
    {
      actions: ['lambda:GetFunctionConfiguration'],
      resources: [...new Set([where.home, ...where.regions])].map((region) => ARN.function(region, 'firstbyte-*')),
      because: 'asks which of our log groups still have a function',
    },
  ];
}

/** Where `cdk bootstrap` puts assets, with its default qualifier. */
export const assetBucket = (region: string) => `cdk-hnb659fds-assets-${Aws.ACCOUNT_ID}-${region}`;
