import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { hostEntry } from '../../../catalog/lookup.ts';
import { SITES } from '../../../catalog/sites.ts';
import { HostLost } from '../../../domain/errors.ts';
import type { Post } from '../../../domain/order.ts';
import type { Host, HostHandle, Records } from '../../../pipeline/ports.ts';
import { failureName } from '../../stores/store-failure.ts';
import type { AwsClients } from '../clients.ts';
import type { ErrandBox } from '../errand-box.ts';
import { type Node, postOf, ssmDriver } from '../ssm/driver.ts';
import { goneBecause, instanceById } from './instances.ts';
import { creditsOf, launch } from './launch.ts';
import { placementsOf } from './placement.ts';
import { imageOf, networkOf } from './region-parameters.ts';

export interface Ec2HostOptions {
  readonly run: string;
  readonly clients: AwsClients;
  readonly box: ErrandBox;
  readonly records: Records;
  readonly now: () => Date;
  /** All EC2 types this run uses at a site: one zone is chosen for them together. */
  readonly typesAt: (site: string) => readonly string[] | Promise<readonly string[]>;
  /** When an instance started now ends by itself. */
  readonly expiresAt: (post: Post) => Date | Promise<Date>;
  /** See `agentNodeFlags`. */
  readonly nodeFlags: readonly string[];
}

/**
 * An EC2 instance: launched with tags, an expiry and its own end, set up and driven through SSM, heard through the errand box. It needs
 * no key and no permission on S3.
 */
export function ec2Host(options: Ec2HostOptions): Host {
  const { clients, box } = options;
  const driver = ssmDriver({ ...options, whyGone: (node, starting) => whyGone(clients, node, starting) });
  return {
    start: (post) => start(options, post),

    async ready(handle) {
      const answer = await driver.ready(nodeOf(handle));
      return answer && { ...answer, facts: { ...answer.facts, ...factsOf(handle) } };
    },

    send: (handle, order) => driver.send(nodeOf(handle), order),
    poll: (handle, ref) => driver.poll(nodeOf(handle), ref),

    async stop(handle) {
      const { post, region, instance } = nodeOf(handle);
      await clients
        .ec2(region)
        .send(new TerminateInstancesCommand({ InstanceIds: [instance] }))
        .catch((error: unknown) => {
          if (failureName(error) !== 'InvalidInstanceID.NotFound') throw error;
        });
      await box.forget(post);
    },
  };
}

async function start({ clients, records, now, typesAt, expiresAt }: Ec2HostOptions, post: Post): Promise<HostHandle> {
  const type = hostEntry(post.host);
  const region = SITES.find(({ id, provider }) => id === post.site && provider === 'aws')?.region;
  if (type?.kind !== 'ec2' || !type.image) throw new HostLost(`${post.host} is no EC2 type of the catalog`);
  if (!region) throw new HostLost(`${post.host}: ${post.site} is no AWS region`);
  const [ec2, ssm] = [clients.ec2(region), clients.ssm(region)];
  const { subnets, securityGroup } = await networkOf(ssm, region);
  const types = await typesAt(post.site);
  const placements = await placementsOf(ec2, { region, type: type.id, types, subnets });
  const image = await imageOf(ssm, region, type.image);
  const launched = await launch(ec2, records, {
    ...{ post, region, image, securityGroup, placements },
    ...{ now: now(), expiresAt: await expiresAt(post) },
  });
  const placement = placements.find(({ subnet }) => subnet === launched.SubnetId);
  return {
    ...post,
    region,
    instance: launched.InstanceId ?? '',
    zone: placement?.zone ?? 'unknown',
    zoneDeviates: placement?.deviates ?? true,
    image: launched.ImageId ?? image,
    creditSpecification: creditsOf(type.id) ?? 'none',
  };
}

/** What only its launcher knows. */
const factsOf = (handle: HostHandle) => ({
  instanceType: String(handle.host),
  zone: String(handle.zone),
  zoneDeviates: handle.zoneDeviates ? 'yes' : 'no',
  image: String(handle.image),
  creditSpecification: String(handle.creditSpecification),
});

/** That EC2 does not know an instance means nothing at its start, and later that it is gone. */
async function whyGone(clients: AwsClients, { region, instance }: Node, starting: boolean): Promise<string | undefined> {
  const found = await instanceById(clients.ec2(region), instance);
  if (found) return goneBecause(found);
  return starting ? undefined : 'EC2 no longer knows the instance';
}

const nodeOf = (handle: HostHandle): Node => ({
  post: postOf(handle),
  region: String(handle.region),
  instance: String(handle.instance),
});
