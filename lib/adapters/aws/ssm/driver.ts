import { HostLost } from '../../../domain/errors.ts';
import type { Order, Post } from '../../../domain/order.ts';
import type { HostReady, OrderRef, OrderState, Records } from '../../../pipeline/ports.ts';
import { failureName } from '../../stores/store-failure.ts';
import type { AwsClients } from '../clients.ts';
import { commandState, sendCommand } from '../ec2/command.ts';
import { type CommandLog, commandLog } from '../ec2/command-log.ts';
import { sendSetup } from '../ec2/setup.ts';
import { orderScript } from '../ec2/setup-script.ts';
import type { ErrandBox } from '../errand-box.ts';

/** A machine that SSM reaches, by the name it has there: `i-...` or `mi-...`. */
export interface Node {
  readonly post: Post;
  readonly region: string;
  readonly instance: string;
}

export interface DriverOptions {
  readonly clients: AwsClients;
  readonly box: ErrandBox;
  readonly records: Records;
  readonly now: () => Date;
  /** See `agentNodeFlags`. */
  readonly nodeFlags: readonly string[];
  /**
   * Why the machine is gone, or undefined while it is not. `starting` is true before its first sign of life: that nobody knows it then
   * means nothing yet.
   */
  readonly whyGone: (node: Node, starting: boolean) => Promise<string | undefined>;
}

/** The agent on a machine that runs shell commands of SSM. It needs no key and no permission on S3. */
export interface Driver {
  /** What the agent reported; undefined while it is being set up. Throws HostLost. */
  ready(node: Node): Promise<HostReady | undefined>;
  send(node: Node, order: Order): Promise<void>;
  poll(node: Node, ref: OrderRef): Promise<OrderState>;
}

/** An order's URLs are good for an hour: nothing it does later counts. */
const ORDER_SECONDS = 3_600;

export function ssmDriver({ clients, box, records, now, nodeFlags, whyGone }: DriverOptions): Driver {
  const logOf = (post: Post): CommandLog => commandLog(records, post);

  return {
    async ready(node) {
      const { post, region, instance } = node;
      const answer = await box.ready(post);
      if (answer) return answer;
      const gone = await whyGone(node, true);
      if (gone) throw new HostLost(gone);
      const log = await logOf(post).read();
      if (!log.setup) {
        const id = await sendSetup({ clients, box, now, nodeFlags }, node);
        if (id) await logOf(post).write({ ...log, setup: id });
        return undefined;
      }
      const command = await commandState(clients.ssm(region), instance, log.setup);
      if (command.state === 'failed') throw new HostLost(`its setup failed: ${command.reason}`);
      if (command.state === 'running' || post.serves) return undefined;
      // The line may have come since it was looked for.
      const late = await box.ready(post);
      if (!late) throw new HostLost('its setup ended without a ready line');
      return late;
    },

    async send({ post, region, instance }, order) {
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

    async poll(node, ref) {
      const ended = (await box.ended(ref)) ?? (await lostOrRunning(node, ref.round, () => box.ended(ref)));
      if (ended.done || ended.lost) await box.forget(node.post, ref.round);
      return ended;
    },
  };

  async function lostOrRunning(node: Node, round: number, ended: () => Promise<OrderState | undefined>): Promise<OrderState> {
    const { order } = await logOf(node.post).read();
    if (order?.round === round) {
      const command = await commandState(clients.ssm(node.region), node.instance, order.id);
      if (command.state !== 'running') {
        // Its end may have come since it was looked for.
        const reason = command.state === 'failed' ? `its agent failed: ${command.reason}` : 'its agent ended without an end line';
        return (await ended()) ?? { done: false, lost: reason };
      }
    }
    // A command of a machine that is gone stays 'in progress' until its time is up.
    const gone = await whyGone(node, false);
    return gone ? ((await ended()) ?? { done: false, lost: gone }) : { done: false };
  }
}

const commentOf = ({ run, lane, round }: Order): string => `firstbyte ${run} ${lane} round ${round}`;

/** The post a handle was made for: it holds it whole, because the next call may happen in another process. */
export function postOf(handle: Readonly<Record<string, string | number | boolean>>): Post {
  const { run, lane, scenario, role, host, site } = handle as unknown as Post;
  return { run, lane, scenario, role, serves: handle.serves === true, host, site };
}
