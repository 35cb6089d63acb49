import {
  CreateActivationCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeInstanceInformationCommand,
  type InstanceInformation,
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

/** Ids of the activations that were made for a host, expired or not. */
export async function activationsOf(client: SSMClient, { project }: Pick<MetalName, 'project'>): Promise<string[]> {
  const found: string[] = [];
  for await (const { ActivationList = [] } of paginateDescribeActivations({ client }, { MaxResults: 50 }))
    for (const { ActivationId, Tags = [] } of ActivationList)
      if (ActivationId && Tags.some(({ Key, Value }) => Key === TAG.intent && Value === project)) found.push(ActivationId);
  return found;
}

/** One that is gone already is fine. Nodes that came by it stay. */
export async function deleteActivation(ssm: SSMClient, ActivationId: string): Promise<void> {
  await ssm.send(new DeleteActivationCommand({ ActivationId })).catch((error: unknown) => {
    if (!['InvalidActivation', 'InvalidActivationId'].includes(failureName(error))) throw error;
  });
}

/** The nodes that came by an activation, or that carry a tag. */
export function nodesBy(ssm: SSMClient, key: 'ActivationIds' | 'InstanceIds' | `tag:${string}`, value: string) {
  return listed(ssm, { Key: key, Values: [value] });
}

/** Nodes of a host, whichever way they can be found: by its activations while there are any, by the tag they passed on. */
export async function nodesOf(ssm: SSMClient, name: MetalName, activations: readonly string[]): Promise<string[]> {
  const found = [await nodesBy(ssm, `tag:${TAG.intent}`, name.project)];
  for (const id of activations) found.push(await nodesBy(ssm, 'ActivationIds', id));
  return [...new Set(found.flat().map(({ InstanceId = '' }) => InstanceId))];
}

/** One that is gone already is fine. */
export async function deregister(ssm: SSMClient, InstanceId: string): Promise<void> {
  await ssm.send(new DeregisterManagedInstanceCommand({ InstanceId })).catch((error: unknown) => {
    if (failureName(error) !== 'InvalidInstanceId') throw error;
  });
}

async function listed(
  ssm: SSMClient,
  filter: { readonly Key: string; readonly Values: string[] },
): Promise<InstanceInformation[]> {
  const found: InstanceInformation[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(new DescribeInstanceInformationCommand({ Filters: [filter], ...(NextToken && { NextToken }) }));
    // An instance's name is checked: what is removed by this list must be a hybrid node.
    found.push(...(page.InstanceInformationList ?? []).filter(({ InstanceId }) => InstanceId?.startsWith('mi-')));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
