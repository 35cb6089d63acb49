import {
  CreateActivationCommand,
  DeleteActivationCommand,
  paginateDescribeActivations,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { HostLost } from '../../domain/errors.ts';
import { metalHostRole, TAG } from '../../domain/names.ts';
import type { Post } from '../../domain/order.ts';
import { failureName } from '../stores/store-failure.ts';
import { hostnameOf, type MetalName } from './metal-names.ts';

/** An installation takes minutes; nobody needs the code for longer. */
const LIFE_MS = 3_600_000;

/** Lets one machine become a node of SSM, within the hour. Its tags pass to the node. */
export async function createActivation(
  ssm: SSMClient,
  { home, name, post, now }: { readonly home: string; readonly name: MetalName; readonly post: Post; readonly now: Date },
): Promise<{ readonly id: string; readonly code: string }> {
  const tags = {
    [TAG.run]: name.run,
    [TAG.lane]: post.lane.slice(0, 256),
    [TAG.expires]: name.expiresAt.toISOString(),
    [TAG.intent]: name.project,
  };
  const { ActivationId, ActivationCode } = await ssm.send(
    new CreateActivationCommand({
      IamRole: metalHostRole(home),
      RegistrationLimit: 1,
      ExpirationDate: new Date(now.getTime() + LIFE_MS),
      DefaultInstanceName: hostnameOf(name),
      Description: 'firstbyte',
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  if (!ActivationId || !ActivationCode) throw new HostLost('SSM made an activation without saying which');
  return { id: ActivationId, code: ActivationCode };
}

interface Activation {
  readonly id: string;
  /** The project's name it was made for; empty for one that is not ours. */
  readonly intent: string;
}

/** All activations of a region, expired or not. */
export async function activations(client: SSMClient): Promise<Activation[]> {
  const found: Activation[] = [];
  for await (const { ActivationList = [] } of paginateDescribeActivations({ client }, { MaxResults: 50 }))
    for (const { ActivationId: id, Tags = [] } of ActivationList)
      if (id) found.push({ id, intent: Tags.find(({ Key }) => Key === TAG.intent)?.Value ?? '' });
  return found;
}

/** Ids of the activations that were made for a host, expired or not. */
export async function activationsOf(ssm: SSMClient, { project }: Pick<MetalName, 'project'>): Promise<string[]> {
  return (await activations(ssm)).flatMap(({ id, intent }) => (intent === project ? [id] : []));
}

/** One that is gone already is fine. Nodes that came by it stay. */
export async function deleteActivation(ssm: SSMClient, ActivationId: string): Promise<void> {
  await ssm.send(new DeleteActivationCommand({ ActivationId })).catch((error: unknown) => {
    if (!['InvalidActivation', 'InvalidActivationId'].includes(failureName(error))) throw error;
  });
}
