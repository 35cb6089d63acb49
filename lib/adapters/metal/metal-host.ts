import { HostLost } from '../../domain/errors.ts';
import type { Host, HostHandle, HostReady } from '../../pipeline/ports.ts';
import { commandLog } from '../aws/ec2/command-log.ts';
import type { ErrandBox } from '../aws/errand-box.ts';
import { type Node, postOf, ssmDriver } from '../aws/ssm/driver.ts';
import { deleteActivation } from './activation.ts';
import { buildFiles, intendedHost, parsedName } from './metal-names.ts';
import { isDenied, nodesBy, TAG_SECONDS } from './nodes.ts';
import { deleteFile, type RemovalPatience, removeHost } from './remove-host.ts';
import { type StartOptions, startMetal } from './start-metal.ts';

export interface MetalHostOptions extends StartOptions {
  readonly box: ErrandBox;
  /** See `agentNodeFlags`. */
  readonly nodeFlags: readonly string[];
  /** For how long after its registration a node may be denied to us, because its tag does not show yet. */
  readonly tagSeconds?: number;
}

/** Within the five minutes of the function that stops crews. */
const PATIENCE: RemovalPatience = { withinSeconds: 150 };
/** A server is reported as made when its system is installed: it registers within a boot and a download. */
const REGISTER_MS = 15 * 60_000;

/**
 * A bare-metal server: made by Terraform in CodeBuild, registered with SSM by its own user data, driven as an EC2 instance is. It is
 * removed at the provider itself: Terraform forgets servers whose creation went wrong.
 */
export function metalHost(options: MetalHostOptions): Host {
  const { clients, box, records, builds, now, tagSeconds = TAG_SECONDS } = options;
  const driver = ssmDriver({ ...options, whyGone });

  return {
    start: (post) => startMetal(options, post),

    async ready(handle) {
      const node = await nodeOf(handle);
      if (!node) return undefined;
      const answer = await driver.ready(node).catch((error: unknown) => waitForTag(node, error));
      return answer && { ...answer, facts: { ...answer.facts, ...factsOf(handle) } };
    },

    send: async (handle, order) => driver.send(await needNode(handle), order),
    poll: async (handle, ref) => driver.poll(await needNode(handle), ref),

    async stop(handle) {
      await box.forget(postOf(handle));
      const name = parsedName(String(handle.project));
      if (name) await removeHost(options, name, options.patience ?? PATIENCE);
    },

    async stopIntended(post) {
      const name = await intendedHost(records, post);
      if (name) await removeHost(options, name, options.patience ?? PATIENCE);
    },
  };

  async function needNode(handle: HostHandle): Promise<Node> {
    const node = await nodeOf(handle);
    if (!node) throw new HostLost('this host has not registered with SSM yet');
    return node;
  }

  async function waitForTag({ region, instance }: Node, error: unknown): Promise<undefined> {
    if (!isDenied(error)) throw error;
    const [found] = await nodesBy(clients.ssm(region), 'InstanceIds', instance);
    const since = found?.RegistrationDate?.getTime() ?? 0;
    if (now().getTime() - since > tagSeconds * 1000) throw error;
  }

  /** By what was written down, or by its first appearance: then its activation has done its work, and its code is worth nothing. */
  async function nodeOf(handle: HostHandle): Promise<Node | undefined> {
    const post = postOf(handle);
    const [region, activation] = [String(handle.region), String(handle.activation)];
    const log = commandLog(records, post);
    const sent = await log.read();
    if (sent.node) return { post, region, instance: sent.node };
    const ssm = clients.ssm(region);
    const found = (await nodesBy(ssm, 'ActivationIds', activation)).find(({ PingStatus }) => PingStatus === 'Online');
    if (!found?.InstanceId) {
      await refuseWhenLost(handle);
      return undefined;
    }
    await deleteActivation(ssm, activation);
    const name = parsedName(String(handle.project));
    if (name) await deleteFile(options, buildFiles(name).activation);
    await log.write({ ...sent, node: found.InstanceId });
    return { post, region, instance: found.InstanceId };
  }

  async function refuseWhenLost(handle: HostHandle): Promise<void> {
    const build = await builds.build(String(handle.build));
    if (!build) throw new HostLost('CodeBuild no longer knows its build');
    const { status, endedAt, reason } = build;
    if (status === 'IN_PROGRESS') return;
    if (status !== 'SUCCEEDED') {
      const name = parsedName(String(handle.project));
      const failure = name && (await records.read(buildFiles(name).failure))?.trim();
      throw new HostLost(`its build ended as ${status}: ${failure || reason || 'CodeBuild gives no reason'}`);
    }
    if (endedAt && now().getTime() - endedAt.getTime() > REGISTER_MS)
      throw new HostLost(`it was made and did not register with SSM within ${REGISTER_MS / 60_000} minutes`);
  }

  async function whyGone({ region, instance }: Node, starting: boolean): Promise<string | undefined> {
    const [found] = await nodesBy(clients.ssm(region), 'InstanceIds', instance);
    if (!found) return 'SSM no longer knows the host';
    // Its agent speaks every few minutes; while it is set up a moment's silence means nothing.
    return !starting && found.PingStatus !== 'Online' ? 'the host is off or cut off: SSM does not hear it any more' : undefined;
  }
}

/** What only its launcher knows. */
function factsOf({ host, place, nics, usdPerHour }: HostHandle): HostReady['facts'] {
  return {
    plan: String(host),
    place: String(place),
    ...(nics ? { nics: String(nics) } : {}),
    ...(usdPerHour === '' ? {} : { usdPerHour: Number(usdPerHour) }),
  };
}
