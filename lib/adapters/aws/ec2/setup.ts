import { DescribeInstanceInformationCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { hostEntry } from '../../../catalog/lookup.ts';
import { HostLost } from '../../../domain/errors.ts';
import type { Post } from '../../../domain/order.ts';
import { presigner } from '../../stores/presign.ts';
import { failureName } from '../../stores/store-failure.ts';
import type { AwsClients } from '../clients.ts';
import { type ErrandBox, endpointOf } from '../errand-box.ts';
import { sendCommand } from './command.ts';
import { runtimeOf } from './region-parameters.ts';
import { setupScript } from './setup-script.ts';

/** Within the ten minutes a crew may take to get ready: a slow host downloads and unpacks 52 MB in one or two. */
const SETUP_SECONDS = 480;

export interface SetupOptions {
  readonly clients: AwsClients;
  readonly box: ErrandBox;
  readonly now: () => Date;
  readonly nodeFlags: readonly string[];
}

/** Sends the setup to an instance that SSM reaches; returns the command's id, or undefined while it does not. */
export async function sendSetup(
  { clients, box, now, nodeFlags }: SetupOptions,
  { post, region, instance }: { post: Post; region: string; instance: string },
): Promise<string | undefined> {
  const ssm = clients.ssm(region);
  if (!(await isOnline(ssm, instance))) return undefined;
  const arch = hostEntry(post.host)?.arch;
  if (arch !== 'x86_64' && arch !== 'arm64') throw new HostLost(`there is no Node for ${post.host}`);
  const { bucket, agent, node } = await runtimeOf(ssm, region);
  const presign = presigner(await endpointOf(clients.s3(region)), bucket, now);
  const script = setupScript({
    agent: { url: await presign('GET', agent.key), hash: agent.sha256 },
    node: { url: await presign('GET', node[arch].key), hash: node[arch].sha512 },
    nodeFlags,
    errand: await box.send(post, null),
    serves: post.serves,
  });
  try {
    const comment = `firstbyte ${post.run} ${post.lane} setup`;
    return await sendCommand(ssm, { instance, script, seconds: SETUP_SECONDS, comment });
  } catch (error) {
    // Online a moment ago, not known now: it is asked again.
    if (failureName(error) === 'InvalidInstanceId') return undefined;
    throw error;
  }
}

async function isOnline(ssm: SSMClient, instance: string): Promise<boolean> {
  const { InstanceInformationList = [] } = await ssm.send(
    new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [instance] }] }),
  );
  return InstanceInformationList.some(({ InstanceId, PingStatus }) => InstanceId === instance && PingStatus === 'Online');
}
