import {
  DescribeInstancesCommand,
  type EC2Client,
  type Filter,
  type Instance,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { TAG } from '../../../domain/names.ts';
import { failureName } from '../../stores/store-failure.ts';

/** States in which an instance may still cost money or become costly again. */
export const ALIVE: readonly string[] = ['pending', 'running', 'stopping', 'stopped'];

export const withTag = (tag: string, value: string): Filter => ({ Name: `tag:${tag}`, Values: [value] });
export const ofRun = (run: string): Filter => withTag(TAG.run, run);

/** All instances that fit every filter, terminated ones included for as long as EC2 lists them. */
export async function instancesWith(client: EC2Client, Filters: Filter[]): Promise<Instance[]> {
  const found: Instance[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { Filters }))
    for (const { Instances = [] } of Reservations) found.push(...Instances);
  return found;
}

/** Undefined also for an instance so new that EC2 does not know its id everywhere yet. */
export async function instanceById(client: EC2Client, id: string): Promise<Instance | undefined> {
  try {
    const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations.flatMap(({ Instances = [] }) => Instances).find(({ InstanceId }) => InstanceId === id);
  } catch (error) {
    if (failureName(error) === 'InvalidInstanceID.NotFound') return undefined;
    throw error;
  }
}

export const tagOf = ({ Tags = [] }: Instance, tag: string): string | undefined => Tags.find(({ Key }) => Key === tag)?.Value;

export const isAlive = ({ State }: Instance): boolean => ALIVE.includes(State?.Name ?? '');

/** Why an instance is gone, or undefined while it is not. Its own words are AWS's: `Server.SpotInstanceTermination: …`. */
export function goneBecause({ State, StateReason }: Instance): string | undefined {
  const state = State?.Name ?? 'pending';
  if (state === 'pending' || state === 'running') return undefined;
  return `the instance is ${state}${StateReason?.Message ? ` (${StateReason.Message})` : ''}`;
}
