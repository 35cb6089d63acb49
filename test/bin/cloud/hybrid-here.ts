import { TAG } from '../../../lib/domain/names.ts';
import { type Call, json, type Service } from '../../lib/adapters/aws/fakes/account.ts';

/** Managed nodes by id, and activations by id, each in a region. */
export interface HybridHere {
  readonly nodes: Map<string, { readonly region: string; readonly role: string }>;
  readonly activations: Map<string, { readonly region: string; readonly intent: string }>;
}

/** SSM's hybrid nodes as a removal asks for them; everything else is for `rest` to answer. */
export function withHybrid({ nodes, activations }: HybridHere, rest: Service): Service {
  return (call: Call) => {
    const { action, region, input } = call;
    if (action === 'DescribeInstanceInformation') {
      const [filter] = input.Filters as readonly { readonly Values: readonly string[] }[];
      const found = [...nodes].filter(([, node]) => node.region === region && filter?.Values.includes(node.role));
      return json({ InstanceInformationList: found.map(([InstanceId]) => ({ InstanceId })) });
    }
    if (action === 'DescribeActivations') {
      const found = [...activations].filter(([, one]) => one.region === region);
      const list = found.map(([ActivationId, { intent: Value }]) => ({ ActivationId, Tags: [{ Key: TAG.intent, Value }] }));
      return json({ ActivationList: list });
    }
    if (action === 'DeregisterManagedInstance') return json({ deleted: nodes.delete(String(input.InstanceId)) });
    if (action === 'DeleteActivation') return json({ deleted: activations.delete(String(input.ActivationId)) });
    return rest(call);
  };
}
