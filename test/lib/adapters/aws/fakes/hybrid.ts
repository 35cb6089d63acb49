import { randomBytes, randomUUID } from 'node:crypto';
import type { Machine } from './machine.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface FakeActivation {
  readonly id: string;
  readonly code: string;
  readonly role: string;
  /** What it calls a node that comes by it. */
  readonly name: string;
  readonly tags: readonly Tag[];
  readonly expires: Date;
  left: number;
}

export interface FakeNode {
  readonly id: string;
  readonly activation: string;
  readonly name: string;
  readonly role: string;
  readonly registered: Date;
  tags: readonly Tag[];
  readonly machine: Machine;
  ping: string;
}

/** SSM's hybrid nodes: activations, and what registered with them. */
export interface FakeHybrid {
  readonly activations: Map<string, FakeActivation>;
  readonly nodes: Map<string, FakeNode>;
  /** How many more deregistrations are denied, as while a node's tags do not show. */
  denials: number;
  /** What ssm-setup-cli does on a machine. Throws where the activation does not allow it. */
  register(id: string, code: string, machine: Machine): FakeNode;
  readonly actions: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>>;
}

type Filter = { readonly Key: string; readonly Values: readonly string[] };

export function fakeHybrid(): FakeHybrid {
  const activations = new Map<string, FakeActivation>();
  const nodes = new Map<string, FakeNode>();
  const state = { denials: 0 };
  const fits = ({ id, activation, role, tags }: FakeNode, { Key, Values }: Filter): boolean => {
    if (Key === 'InstanceIds') return Values.includes(id);
    if (Key === 'IamRole') return Values.includes(role);
    if (Key === 'ActivationIds') return Values.includes(activation);
    return tags.some((tag) => Key === `tag:${tag.Key}` && Values.includes(tag.Value));
  };
  return Object.assign(state, {
    activations,
    nodes,
    register(id: string, code: string, machine: Machine): FakeNode {
      const activation = activations.get(id);
      if (!activation || activation.code !== code || activation.left < 1 || activation.expires < new Date())
        throw new Error('the activation is not good');
      activation.left--;
      const node = {
        id: `mi-${randomBytes(9).toString('hex').slice(0, 17)}`,
        activation: id,
        ...{ name: activation.name, role: activation.role, registered: new Date() },
        tags: activation.tags,
        machine,
        ping: 'Online',
      };
      nodes.set(node.id, node);
      return node;
    },
    actions: {
      CreateActivation({ IamRole, RegistrationLimit, ExpirationDate, DefaultInstanceName, Tags = [] }) {
        const [id, code] = [randomUUID(), randomBytes(15).toString('base64')];
        const expires = new Date(Number(ExpirationDate) * 1000);
        const [role, name, left] = [String(IamRole), String(DefaultInstanceName), Number(RegistrationLimit)];
        activations.set(id, { id, code, role, name, tags: Tags as readonly Tag[], expires, left });
        return { ActivationId: id, ActivationCode: code };
      },
      DescribeActivations: () => ({
        ActivationList: [...activations.values()].map(({ id, tags }) => ({ ActivationId: id, Tags: tags })),
      }),
      DeleteActivation({ ActivationId }) {
        if (!activations.delete(String(ActivationId))) throw Object.assign(new Error('gone'), { name: 'InvalidActivation' });
        return {};
      },
      DeregisterManagedInstance({ InstanceId }) {
        if (state.denials-- > 0) throw Object.assign(new Error('no tag'), { name: 'AccessDeniedException' });
        if (!nodes.delete(String(InstanceId))) throw Object.assign(new Error('gone'), { name: 'InvalidInstanceId' });
        return {};
      },
      DescribeInstanceInformation({ Filters }) {
        const found = [...nodes.values()].filter((node) => (Filters as readonly Filter[]).every((filter) => fits(node, filter)));
        const described = found.map(({ id, ping, activation, name, role, registered }) => ({
          ...{ InstanceId: id, PingStatus: ping, ActivationId: activation, Name: name, IamRole: role },
          RegistrationDate: registered.getTime() / 1000,
        }));
        return { InstanceInformationList: described };
      },
      ListTagsForResource: ({ ResourceId }) => ({ TagList: nodes.get(String(ResourceId))?.tags ?? [] }),
    } satisfies FakeHybrid['actions'],
  });
}
