import { json, refused, type Service, xml } from './account.ts';

/** Parameters by region and name, as `region name`. Answers names only where names are asked for. */
export function fakeParameterStore(parameters: Map<string, string>): Service {
  return ({ action, region, input }) => {
    const key = (name: unknown) => `${region} ${name}`;
    if (action === 'GetParameter') {
      const value = parameters.get(key(input.Name));
      return value === undefined ? refused(400, 'ParameterNotFound') : json({ Parameter: { Name: input.Name, Value: value } });
    }
    if (action === 'GetParameters') {
      const names = input.Names as string[];
      const there = names.filter((name) => parameters.has(key(name)));
      return json({
        Parameters: there.map((Name) => ({ Name, Value: 'sealed' })),
        InvalidParameters: names.filter((name) => !there.includes(name)),
      });
    }
    if (action === 'GetParametersByPath') {
      const names = [...parameters.keys()].filter((name) => name.startsWith(key(input.Path))).map((name) => name.split(' ')[1]);
      return json({ Parameters: names.map((Name) => ({ Name, Value: 'sealed' })) });
    }
    if (action === 'PutParameter') {
      parameters.set(key(input.Name), String(input.Value));
      return json({ Version: 1, Tier: 'Standard' });
    }
    if (action !== 'DeleteParameter') return refused(400, 'UnknownOperationException', action);
    return parameters.delete(key(input.Name)) ? json({}) : refused(400, 'ParameterNotFound');
  };
}

/** EC2 as a preflight asks it: types it offers, with vCPU and whether a free plan launches them; instances of ours by region. */
export function fakeEc2Offers(
  types: Readonly<Record<string, { readonly vcpus: number; readonly freeTier: boolean }>>,
  instances: Readonly<Record<string, readonly string[]>> = {},
): Service {
  const item = (body: string) => `<item>${body}</item>`;
  return ({ action, region, parameters }) => {
    const asked = [...parameters].filter(([name]) => /^Filter\.\d+\.Value\.\d+$/.test(name)).map(([, value]) => value);
    const offered = Object.entries(types).filter(([type]) => asked.includes(type));
    if (action === 'DescribeInstanceTypeOfferings')
      return xml(
        `<R><instanceTypeOfferingSet>${offered.map(([type]) => item(`<instanceType>${type}</instanceType><location>${region}</location>`)).join('')}</instanceTypeOfferingSet></R>`,
      );
    if (action === 'DescribeInstanceTypes')
      return xml(
        `<R><instanceTypeSet>${offered.map(([type, { vcpus, freeTier }]) => item(`<instanceType>${type}</instanceType><freeTierEligible>${freeTier}</freeTierEligible><vCpuInfo><defaultVCpus>${vcpus}</defaultVCpus></vCpuInfo>`)).join('')}</instanceTypeSet></R>`,
      );
    const ids = (instances[region] ?? []).map((id) => item(`<instanceId>${id}</instanceId>`)).join('');
    return xml(`<R><reservationSet>${ids && item(`<instancesSet>${ids}</instancesSet>`)}</reservationSet></R>`);
  };
}

/** Lambda as a preflight asks it: the account's concurrency, and functions with their memory in MB. */
export function fakeLambdaSettings(concurrency: number, functions: Readonly<Record<string, number>>): Service {
  return ({ path }) => {
    if (path.endsWith('/account-settings')) return json({ AccountLimit: { UnreservedConcurrentExecutions: concurrency } });
    const memory = functions[/functions\/([^/]+)\/configuration$/.exec(path)?.[1] ?? ''];
    return memory === undefined ? { ...refused(404, 'ResourceNotFoundException') } : json({ MemorySize: memory });
  };
}

/** Log groups by region, as `region name`. */
export function fakeLogs(groups: Set<string>): Service {
  return ({ action, region, input }) => {
    if (action === 'DeleteLogGroup')
      return groups.delete(`${region} ${input.logGroupName}`) ? json({}) : refused(400, 'ResourceNotFoundException');
    const names = [...groups].filter((name) => name.startsWith(`${region} ${input.logGroupNamePrefix}`));
    return json({ logGroups: names.map((name) => ({ logGroupName: name.split(' ')[1] })) });
  };
}

/** S3 of an account in which nothing is deployed. */
export const fakeNoBuckets: Service = () => ({
  status: 404,
  type: 'application/xml',
  body: '<Error><Code>NoSuchBucket</Code></Error>',
});

/** EventBridge Scheduler without schedules. */
export const fakeNoSchedules: Service = () => json({ Schedules: [] });

/** The Free Tier API; undefined denies the call. */
export function fakeFreeTier(plan: 'FREE' | 'PAID' | undefined): Service {
  return () =>
    plan === undefined ? refused(403, 'AccessDeniedException') : json({ accountPlanType: plan, accountPlanStatus: 'ACTIVE' });
}
