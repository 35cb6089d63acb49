import { createHash } from 'node:crypto';
import {
  DescribeImagesCommand,
  type EC2Client,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  type Tag,
} from '@aws-sdk/client-ec2';
import { HostLost } from '../../../domain/errors.ts';
import { hostProfile, TAG } from '../../../domain/names.ts';
import type { Post } from '../../../domain/order.ts';
import type { Records } from '../../../pipeline/ports.ts';
import { RECORD } from '../../../pipeline/run-records.ts';
import { failureName } from '../../stores/store-failure.ts';
import { instancesWith, isAlive, ofRun, withTag } from './instances.ts';
import { launchRefusal, mayFitElsewhere } from './launch-refusal.ts';
import type { Placement } from './placement.ts';

export interface Launch {
  readonly post: Post;
  readonly region: string;
  readonly image: string;
  readonly securityGroup: string;
  /** Best first; the second is tried once when the first has no room. */
  readonly placements: readonly Placement[];
  readonly now: Date;
  /** The instance shuts itself down then, which terminates it. */
  readonly expiresAt: Date;
}

/** T2 cannot earn more than it has unless told; T3 and T4g may borrow, which bills. AWS's own defaults, said so that they hold. */
export function creditsOf(type: string): 'standard' | 'unlimited' | undefined {
  if (type.startsWith('t2.')) return 'standard';
  return /^t\d/.test(type) ? 'unlimited' : undefined;
}

/** Names a member's launch: the same in every attempt of every process. */
export const intentName = ({ run, lane, role }: Post): string => hashed(`${run}/${lane}/${role}`);

const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * Launches one instance, at most one however often it is called for a post. The intent is on record before EC2 is asked. Throws
 * HostLost with what to do.
 */
export async function launch(ec2: EC2Client, records: Records, wanted: Launch): Promise<Instance> {
  const { post, region, now } = wanted;
  const name = intentName(post);
  const intended = await RECORD.intent.read(records, name);
  // A step that was cut off and is tried again: what it launched is taken over, whichever zone it went to.
  const before = intended && (await launchedBefore(ec2, post));
  if (before) return before;
  if (!intended) await RECORD.intent.write(records, { kind: 'instance', region, name, at: now.toISOString() }, name);
  try {
    return await firstThatFits(ec2, wanted, await rootDeviceOf(ec2, wanted.image));
  } catch (error) {
    throw launchRefusal(post.host, region, error);
  }
}

async function firstThatFits(ec2: EC2Client, wanted: Launch, rootDevice: string): Promise<Instance> {
  const [first, second] = wanted.placements;
  if (!first) throw new HostLost(`${wanted.post.host} has no zone to be launched in`);
  try {
    return await runInstance(ec2, wanted, first, rootDevice);
  } catch (error) {
    if (!second || !mayFitElsewhere(error)) throw error;
    return runInstance(ec2, wanted, second, rootDevice);
  }
}

async function runInstance(ec2: EC2Client, wanted: Launch, placement: Placement, rootDevice: string): Promise<Instance> {
  try {
    const { Instances } = await ec2.send(new RunInstancesCommand(request(wanted, placement, rootDevice)));
    if (!Instances?.[0]?.InstanceId) throw new HostLost(`EC2 launched ${wanted.post.host} without saying which instance`);
    return Instances[0];
  } catch (error) {
    // The same token with another expiry: an attempt before this one got through, unheard.
    const before = failureName(error) === 'IdempotentParameterMismatch' && (await launchedBefore(ec2, wanted.post));
    if (before) return before;
    throw error;
  }
}

async function launchedBefore(ec2: EC2Client, post: Post): Promise<Instance | undefined> {
  return (await instancesWith(ec2, [ofRun(post.run), withTag(TAG.intent, intentName(post))])).find(isAlive);
}

async function rootDeviceOf(ec2: EC2Client, image: string): Promise<string> {
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [image] }));
  const device = Images[0]?.RootDeviceName;
  if (!device) throw new HostLost(`image ${image} does not say what its root device is`);
  return device;
}

function request(wanted: Launch, { zone, subnet }: Placement, rootDevice: string): RunInstancesCommandInput {
  const { post, region, image, securityGroup, now, expiresAt } = wanted;
  const credits = creditsOf(post.host);
  const minutes = Math.max(1, Math.ceil((expiresAt.getTime() - now.getTime()) / 60_000));
  const Tags = tagsOf(post, expiresAt);
  return {
    ImageId: image,
    InstanceType: post.host as NonNullable<RunInstancesCommandInput['InstanceType']>,
    MinCount: 1,
    MaxCount: 1,
    // A token belongs to one set of parameters: another zone needs another one.
    ClientToken: hashed(`${intentName(post)}/${zone}`),
    IamInstanceProfile: { Name: hostProfile(region) },
    InstanceInitiatedShutdownBehavior: 'terminate',
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: subnet,
        Groups: [securityGroup],
        AssociatePublicIpAddress: true,
        DeleteOnTermination: true,
      },
    ],
    BlockDeviceMappings: [{ DeviceName: rootDevice, Ebs: { VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true } }],
    ...(credits ? { CreditSpecification: { CpuCredits: credits } } : {}),
    TagSpecifications: (['instance', 'volume', 'network-interface'] as const).map((ResourceType) => ({ ResourceType, Tags })),
    UserData: Buffer.from(firstScript(minutes)).toString('base64'),
  };
}

/** Ubuntu updates packages soon after its first start, beside what is measured; other systems know none of these units. */
const UPDATES = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'apt-daily.service',
  'apt-daily-upgrade.service',
  'unattended-upgrades.service',
];

/** What an instance does by itself: first of all it sets its end, which nothing after it can prevent. */
function firstScript(minutes: number): string {
  const lines = [
    '#!/bin/sh',
    `shutdown -h +${minutes}`,
    `systemctl mask --now ${UPDATES.join(' ')} 2>/dev/null || true`,
    // Ubuntu's agent of SSM is a snap: its refresh would end the order that it carries out.
    'snap set system refresh.hold=forever 2>/dev/null || true',
  ];
  return `${lines.join('\n')}\n`;
}

function tagsOf(post: Post, expiresAt: Date): Tag[] {
  const tags = {
    [TAG.run]: post.run,
    [TAG.lane]: post.lane,
    [TAG.expires]: expiresAt.toISOString(),
    [TAG.intent]: intentName(post),
    Name: `firstbyte ${post.lane} ${post.role}`,
  };
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value: Value.slice(0, 256) }));
}
