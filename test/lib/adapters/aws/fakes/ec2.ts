import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Answered, loopback } from './loopback.ts';
import { type Machine, machine } from './machine.ts';

export interface FakeInstance {
  readonly id: string;
  readonly type: string;
  readonly subnet: string;
  readonly image: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly machine: Machine;
  state: string;
  reason?: string;
}

export interface FakeEc2Options {
  /** Holds a folder for each instance. */
  readonly folder: string;
  /** Zone id of each subnet. */
  readonly subnets: Readonly<Record<string, string>>;
  /** Zone ids that offer a type. */
  readonly offerings: Readonly<Record<string, readonly string[]>>;
}

export interface FakeEc2 {
  readonly url: string;
  readonly instances: Map<string, FakeInstance>;
  /** Parameters of every RunInstances, refused ones included. */
  readonly launches: URLSearchParams[];
  /** Error code and message of a launch that is to be refused. */
  refuse: (launch: URLSearchParams) => readonly [code: string, message: string] | undefined;
  /** Called when an instance was made, before its launcher hears of it. */
  launched: (instance: FakeInstance) => Promise<void>;
  /** State an instance takes when it is terminated. */
  terminatedState: string;
  terminate(id: string, reason?: string): Promise<void>;
  /** A launch as if by RunInstances of someone else. */
  plant(tags: Readonly<Record<string, string>>): FakeInstance;
  close(): Promise<void>;
}

/** EC2's Query protocol, as far as hosts need it. An unknown action or filter is an error, so that no test passes by accident. */
export async function fakeEc2({ folder, subnets, offerings }: FakeEc2Options): Promise<FakeEc2> {
  const instances = new Map<string, FakeInstance>();
  const tokens = new Map<string, { readonly parameters: string; readonly instance: FakeInstance }>();
  const actions: Readonly<Record<string, (p: URLSearchParams) => string | Promise<string>>> = {
    DescribeInstanceTypeOfferings: (p) =>
      set(
        'instanceTypeOfferingSet',
        filtersOf(p).flatMap(({ name, values }) => {
          if (name !== 'instance-type' || p.get('LocationType') !== 'availability-zone-id')
            throw refusal('InvalidParameterValue', name);
          return values.flatMap((type) =>
            (offerings[type] ?? []).map((zone) => `<instanceType>${type}</instanceType><location>${zone}</location>`),
          );
        }),
      ),
    DescribeSubnets: (p) =>
      set(
        'subnetSet',
        list(p, 'SubnetId').map((id) => {
          if (!subnets[id]) throw refusal('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
          return `<subnetId>${id}</subnetId><availabilityZoneId>${subnets[id]}</availabilityZoneId>`;
        }),
      ),
    DescribeImages: (p) =>
      set(
        'imagesSet',
        list(p, 'ImageId').map((id) => `<imageId>${id}</imageId><rootDeviceName>/dev/of-${id}</rootDeviceName>`),
      ),
    DescribeInstances(p) {
      const ids = list(p, 'InstanceId');
      for (const id of ids) known(id);
      const found = [...instances.values()].filter((one) => (ids.length === 0 || ids.includes(one.id)) && fits(one, p));
      return set(
        'reservationSet',
        found.map((one) => set('instancesSet', [shown(one)])),
      );
    },
    DescribeVolumes: (p) => belongings('volumeSet', 'volumeId', p),
    DescribeNetworkInterfaces: (p) => belongings('networkInterfaceSet', 'networkInterfaceId', p),
    DescribeKeyPairs: () => set('keySet', []),
    async RunInstances(p) {
      fake.launches.push(p);
      const refused = fake.refuse(p);
      if (refused) throw refusal(...refused);
      const token = p.get('ClientToken') ?? randomUUID();
      const before = tokens.get(token);
      if (before && before.parameters !== p.toString()) throw refusal('IdempotentParameterMismatch', 'other parameters');
      const instance = before?.instance ?? made(p.get('InstanceType') ?? '', p, tagsOf(p));
      tokens.set(token, { parameters: p.toString(), instance });
      await fake.launched(instance);
      return set('instancesSet', [shown(instance)]);
    },
    async TerminateInstances(p) {
      const ids = list(p, 'InstanceId');
      for (const id of ids) {
        known(id);
        await fake.terminate(id, 'Client.UserInitiatedShutdown: User initiated shutdown');
      }
      return set(
        'instancesSet',
        ids.map((id) => `<instanceId>${id}</instanceId>`),
      );
    },
  };

  function known(id: string): void {
    if (!instances.has(id)) throw refusal('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }

  function made(type: string, p: URLSearchParams, tags: Readonly<Record<string, string>>): FakeInstance {
    const id = `i-${randomUUID().replaceAll('-', '').slice(0, 17)}`;
    const subnet = p.get('NetworkInterface.1.SubnetId') ?? '';
    const instance = {
      id,
      type,
      subnet,
      image: p.get('ImageId') ?? '',
      tags,
      machine: machine(join(folder, id)),
      state: 'running',
    };
    instances.set(id, instance);
    return instance;
  }

  /** Each instance has one volume and one interface, which live as long as it. */
  function belongings(name: string, id: string, p: URLSearchParams): string {
    const owners = [...instances.values()].filter((one) => one.state !== 'terminated' && fits(one, p));
    return set(
      name,
      owners.map((one) => `<${id}>of-${one.id}</${id}>`),
    );
  }

  const server = await loopback(async ({ body }) => {
    const parameters = new URLSearchParams(body);
    const action = parameters.get('Action') ?? '';
    try {
      const handle = actions[action];
      if (!handle) throw refusal('InvalidAction', `the fake has no ${action}`);
      return xml(200, `<${action}Response>${await handle(parameters)}</${action}Response>`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return xml(
        400,
        `<Response><Errors><Error><Code>${error.name}</Code><Message>${error.message}</Message></Error></Errors></Response>`,
      );
    }
  });

  const fake: FakeEc2 = {
    url: server.url,
    instances,
    launches: [],
    refuse: () => undefined,
    launched: async () => {},
    terminatedState: 'terminated',
    async terminate(id, reason) {
      const instance = instances.get(id);
      if (!instance) return;
      instance.state = fake.terminatedState;
      if (reason !== undefined) instance.reason ??= reason;
      await instance.machine.kill();
    },
    plant: (tags) => made('t3.nano', new URLSearchParams(), tags),
    async close() {
      for (const { machine } of instances.values()) await machine.kill();
      await server.close();
    },
  };
  return fake;
}

class Refusal extends Error {}

function refusal(code: string, message: string): Refusal {
  const refused = new Refusal(message);
  refused.name = code;
  return refused;
}

const xml = (status: number, body: string): Answered => ({ status, type: 'text/xml', body });
const set = (name: string, items: readonly string[]): string =>
  `<${name}>${items.map((item) => `<item>${item}</item>`).join('')}</${name}>`;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** `Name.1`, `Name.2`, … as long as there are any. */
function list(p: URLSearchParams, name: string): string[] {
  const found: string[] = [];
  for (let value = p.get(`${name}.1`); value !== null; value = p.get(`${name}.${found.length + 1}`)) found.push(value);
  return found;
}

function filtersOf(p: URLSearchParams): { readonly name: string; readonly values: readonly string[] }[] {
  const found: { readonly name: string; readonly values: readonly string[] }[] = [];
  for (let name = p.get('Filter.1.Name'); name !== null; name = p.get(`Filter.${found.length + 1}.Name`))
    found.push({ name, values: list(p, `Filter.${found.length + 1}.Value`) });
  return found;
}

function tagsOf(p: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let at = 1; p.has(`TagSpecification.1.Tag.${at}.Key`); at++)
    tags[p.get(`TagSpecification.1.Tag.${at}.Key`) ?? ''] = p.get(`TagSpecification.1.Tag.${at}.Value`) ?? '';
  return tags;
}

function fits(instance: FakeInstance, p: URLSearchParams): boolean {
  return filtersOf(p).every(({ name, values }) => {
    if (name.startsWith('tag:')) return values.includes(instance.tags[name.slice('tag:'.length)] ?? '');
    if (name === 'tag-key') return values.some((key) => key in instance.tags);
    if (name === 'instance-state-name') return values.includes(instance.state);
    throw refusal('InvalidParameterValue', `the fake has no filter ${name}`);
  });
}

function shown({ id, subnet, image, state, reason, tags }: FakeInstance): string {
  const tagSet = Object.entries(tags).map(([key, value]) => `<key>${key}</key><value>${escaped(value)}</value>`);
  const why = reason === undefined ? '' : `<stateReason><message>${escaped(reason)}</message></stateReason>`;
  return `<instanceId>${id}</instanceId><imageId>${image}</imageId><subnetId>${subnet}</subnetId><instanceState><name>${state}</name></instanceState>${why}${set('tagSet', tagSet)}`;
}
