import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { hostEntry } from '../../../catalog/lookup.ts';
import { SITES } from '../../../catalog/sites.ts';
import { HostLost } from '../../../domain/errors.ts';
import type { Order, Post } from '../../../domain/order.ts';
import type { Host, HostHandle, HostReady, OrderState, Records } from '../../../pipeline/ports.ts';
import { failureName } from '../../stores/store-failure.ts';
import type { AwsClients } from '../clients.ts';
import type { ErrandBox } from '../errand-box.ts';
import { commandState, sendCommand } from './command.ts';
import { type CommandLog, commandLog } from './command-log.ts';
import { goneBecause, instanceById } from './instances.ts';
import { creditsOf, launch } from './launch.ts';
import { placementsOf } from './placement.ts';
import { imageOf, networkOf } from './region-parameters.ts';
import { sendSetup } from './setup.ts';
import { orderScript } from './setup-script.ts';

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

/** An order's URLs are good for an hour: nothing it does later counts. */
const ORDER_SECONDS = 3_600;

interface Member {
  readonly post: Post;
  readonly region: string;
  readonly instance: string;
}

/**
 * An EC2 instance: launched with tags, an expiry and its own end, set up and driven through SSM, heard through the errand box. It needs
 * no key and no permission on S3.
 */
export function ec2Host(options: Ec2HostOptions): Host {
  const { clients, box, records, now, nodeFlags } = options;
  const logOf = (post: Post): CommandLog => commandLog(records, post);

  return {
    start: (post) => start(options, post),

    async ready(handle) {
      const member = memberOf(handle);
      const { post, region, instance } = member;
      const answer = await answerOf(box, handle, post);
      if (answer) return answer;
      const gone = await whyGone(clients, member);
      if (gone) throw new HostLost(gone);
      const { setup } = await logOf(post).read();
      if (!setup) {
        const id = await sendSetup({ clients, box, now, nodeFlags }, member);
        if (id) await logOf(post).write({ setup: id });
        return undefined;
      }
      const command = await commandState(clients.ssm(region), instance, setup);
      if (command.state === 'failed') throw new HostLost(`its setup failed: ${command.reason}`);
      if (command.state === 'running' || post.serves) return undefined;
      // The line may have come since it was looked for.
      const late = await answerOf(box, handle, post);
      if (!late) throw new HostLost('its setup ended without a ready line');
      return late;
    },

    async send(handle, order) {
      const { post, region, instance } = memberOf(handle);
      const log = await logOf(post).read();
      // A step that is tried again: the order is under way.
      if (log.order?.round === order.round) return;
      const script = orderScript({ nodeFlags, errand: await box.send(post, order) });
      const comment = commentOf(order);
      const id = await sendCommand(clients.ssm(region), { instance, script, seconds: ORDER_SECONDS, comment }).catch(
        async (error: unknown) => {
          await box.forget(post, order.round);
          throw failureName(error) === 'InvalidInstanceId'
            ? new HostLost('SSM no longer reaches the instance', { cause: error })
            : error;
        },
      );
      await logOf(post).write({ ...log, order: { round: order.round, id } });
    },

    async poll(handle, ref) {
      const member = memberOf(handle);
      const ended = (await box.ended(ref)) ?? (await lostOrRunning(member, ref.round, () => box.ended(ref)));
      if (ended.done || ended.lost) await box.forget(member.post, ref.round);
      return ended;
    },

    async stop(handle) {
      const { post, region, instance } = memberOf(handle);
      await clients
        .ec2(region)
        .send(new TerminateInstancesCommand({ InstanceIds: [instance] }))
        .catch((error: unknown) => {
          if (failureName(error) !== 'InvalidInstanceID.NotFound') throw error;
        });
      await box.forget(post);
    },
  };

  async function lostOrRunning(member: Member, round: number, ended: () => Promise<OrderState | undefined>): Promise<OrderState> {
    const { order } = await logOf(member.post).read();
    if (order?.round === round) {
      const command = await commandState(clients.ssm(member.region), member.instance, order.id);
      if (command.state !== 'running') {
        // Its end may have come since it was looked for.
        const reason = command.state === 'failed' ? `its agent failed: ${command.reason}` : 'its agent ended without an end line';
        return (await ended()) ?? { done: false, lost: reason };
      }
    }
    // A command of an instance that is gone stays 'in progress' until its time is up.
    const gone = await whyGone(clients, member, 'EC2 no longer knows the instance');
    return gone ? ((await ended()) ?? { done: false, lost: gone }) : { done: false };
  }
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

/** What the agent reported, with what only its launcher knows. */
async function answerOf(box: ErrandBox, handle: HostHandle, post: Post): Promise<HostReady | undefined> {
  const ready = await box.ready(post);
  if (!ready) return undefined;
  const facts = {
    ...ready.facts,
    instanceType: post.host,
    zone: String(handle.zone),
    zoneDeviates: handle.zoneDeviates ? 'yes' : 'no',
    image: String(handle.image),
    creditSpecification: String(handle.creditSpecification),
  };
  return { addresses: ready.addresses, facts };
}

/** `unknown` says what it means that EC2 does not know the instance: nothing yet at its start, later that it is gone. */
async function whyGone(clients: AwsClients, { region, instance }: Member, unknown?: string): Promise<string | undefined> {
  const found = await instanceById(clients.ec2(region), instance);
  return found ? goneBecause(found) : unknown;
}

const commentOf = ({ run, lane, round }: Order): string => `firstbyte ${run} ${lane} round ${round}`;

/** A handle holds its post whole: the next call may happen in another process. */
function memberOf(handle: HostHandle): Member {
  const { run, lane, scenario, role, host, site, region, instance } = handle as unknown as Record<
    keyof Post | 'region' | 'instance',
    string
  >;
  return { post: { run, lane, scenario, role, serves: handle.serves === true, host, site }, region, instance };
}
