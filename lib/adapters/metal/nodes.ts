import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeregisterManagedInstanceCommand,
  DescribeInstanceInformationCommand,
  type InstanceInformation,
  ListTagsForResourceCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { metalHostRole, TAG } from '../../domain/names.ts';
import { failureName } from '../stores/store-failure.ts';
import { hostnameOf, type MetalName } from './metal-names.ts';
import type { Patience } from './remove-servers.ts';

/** Our policies ask for a node's tag, which it takes over from its activation: for a moment SSM may not show it yet. */
export const TAG_SECONDS = 120;

type Key = 'ActivationIds' | 'InstanceIds' | 'IamRole' | `tag:${string}`;

/** The nodes that came by an activation, that have a role or an id, or that carry a tag. */
export async function nodesBy(ssm: SSMClient, Key: Key, value: string): Promise<InstanceInformation[]> {
  const found: InstanceInformation[] = [];
  let NextToken: string | undefined;
  do {
    const query = { Filters: [{ Key, Values: [value] }], ...(NextToken && { NextToken }) };
    const page = await ssm.send(new DescribeInstanceInformationCommand(query));
    // An instance's name is checked: what is removed by this list must be a hybrid node.
    found.push(...(page.InstanceInformationList ?? []).filter(({ InstanceId }) => InstanceId?.startsWith('mi-')));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/** Nodes with the role of bare-metal hosts of this deployment. */
export const nodesOfRole = (ssm: SSMClient, home: string): Promise<InstanceInformation[]> =>
  nodesBy(ssm, 'IamRole', metalHostRole(home));

export interface NodeTraces {
  readonly home: string;
  readonly names: readonly MetalName[];
  /** Activations that these hosts may have come by, deleted or not. */
  readonly activations: readonly string[];
}

/**
 * Ids of the nodes of some hosts, whichever way they can be found: by the tag that their activation passed on, and by role with the
 * activation or the name it gave them, which they have from the first moment.
 */
export async function nodesOf(ssm: SSMClient, { home, names, activations }: NodeTraces): Promise<string[]> {
  const hostnames = new Set(names.map(hostnameOf));
  const came = new Set(activations);
  const ofRole = (await nodesOfRole(ssm, home)).filter(
    ({ ActivationId = '', Name = '' }) => came.has(ActivationId) || hostnames.has(Name),
  );
  const tagged = await Promise.all(names.map(({ project }) => nodesBy(ssm, `tag:${TAG.intent}`, project)));
  return [...new Set([...ofRole, ...tagged.flat()].map(({ InstanceId = '' }) => InstanceId))];
}

/** The project's name that a node was made for, by the tag it took over; undefined where there is none. */
export async function intentOf(ssm: SSMClient, ResourceId: string): Promise<string | undefined> {
  const { TagList = [] } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId }));
  return TagList.find(({ Key }) => Key === TAG.intent)?.Value;
}

/** SSM's refusal of what is allowed by a tag that it does not show, or not yet. */
export const isDenied = (error: unknown): boolean => failureName(error) === 'AccessDeniedException';

/** Tries for a while what is denied, because a node's tag may not show yet. One that is gone already is fine. */
export async function deregister(
  ssm: SSMClient,
  InstanceId: string,
  { withinSeconds = TAG_SECONDS, pauseSeconds = 5 }: Patience = {},
): Promise<void> {
  const giveUp = performance.now() + withinSeconds * 1000;
  for (;;) {
    try {
      await ssm.send(new DeregisterManagedInstanceCommand({ InstanceId }));
      return;
    } catch (error) {
      if (failureName(error) === 'InvalidInstanceId') return;
      if (!isDenied(error) || performance.now() + pauseSeconds * 1000 > giveUp) throw error;
    }
    await sleep(pauseSeconds * 1000);
  }
}
