import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { hostEntry } from '../../catalog/lookup.ts';
import { SITES } from '../../catalog/sites.ts';
import { HostLost, oneLine } from '../../domain/errors.ts';
import { probeFunction } from '../../domain/names.ts';
import type { Post } from '../../domain/order.ts';
import type { Host, HostHandle } from '../../pipeline/ports.ts';
import { failureName } from '../stores/store-failure.ts';
import type { ErrandBox } from './errand-box.ts';

export interface LambdaHostOptions {
  readonly box: ErrandBox;
  readonly lambda: (region: string) => LambdaClient;
  /** Pauses between attempts while Lambda says there are too many requests, milliseconds: within the time of the step that sends. */
  readonly pausesMs?: readonly number[];
}

const PAUSES_MS: readonly number[] = [1000, 2000, 4000, 8000, 15_000];

/**
 * A Lambda probe: one asynchronous invocation an order, in a fresh sandbox or a known one as Lambda likes. Nothing is made at the start
 * and there is nothing to stop: the function's own time-out ends it. A failed invocation shows as nothing, which the lane's limit ends.
 */
export function lambdaHost({ box, lambda, pausesMs = PAUSES_MS }: LambdaHostOptions): Host {
  return {
    async start(post) {
      if (post.serves) throw new HostLost(`${post.host}: a function cannot serve, give the role ${post.role} an instance`);
      return { ...post, function: probeFunction(post.host), region: regionOf(post) };
    },
    async ready(handle) {
      // Known without a call: an invocation would warm the sandbox whose cold start is to be recorded. Orders begin with the rest.
      const { function: name, region, host } = handle;
      return { addresses: {}, facts: { function: String(name), region: String(region), memoryMb: memoryMb(String(host)) } };
    },
    async send(handle, order) {
      const post = postOf(handle);
      const errand = await box.send(post, order);
      try {
        await invoke(lambda(String(handle.region)), handle, { errand }, pausesMs);
      } catch (error) {
        await box.forget(post, order.round);
        throw error;
      }
    },
    async poll(handle, ref) {
      const ended = await box.ended(ref);
      if (!ended) return { done: false };
      await box.forget(postOf(handle), ref.round);
      return ended;
    },
    stop: (handle) => box.forget(postOf(handle)),
  };
}

async function invoke(client: LambdaClient, handle: HostHandle, event: unknown, pausesMs: readonly number[]): Promise<void> {
  const [name, region] = [String(handle.function), String(handle.region)];
  const command = new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) });
  for (let attempt = 0; ; attempt++) {
    const pause = pausesMs[attempt];
    try {
      await client.send(command);
      return;
    } catch (error) {
      if (failureName(error) === 'ResourceNotFoundException') {
        throw new HostLost(`${name} is not there in ${region}: deploy first (npx cdk deploy --all)`, { cause: error });
      }
      if (failureName(error) !== 'TooManyRequestsException') {
        throw new HostLost(`${name} cannot be invoked in ${region}: ${oneLine(error)}`, { cause: error });
      }
      if (pause === undefined) {
        throw new HostLost(
          `${name}: too many invocations in ${region}, raise Lambda's concurrency quota there or run fewer lanes`,
          {
            cause: error,
          },
        );
      }
    }
    await sleep(pause);
  }
}

function regionOf({ site, host }: Post): string {
  const entry = SITES.find(({ id, provider }) => id === site && provider === 'aws');
  if (!entry) throw new HostLost(`${host}: ${site} is no AWS region`);
  return entry.region;
}

const memoryMb = (host: string): number | null => hostEntry(host)?.memoryMb ?? null;

/** A handle holds its post whole: the next call may happen in another process. */
function postOf(handle: HostHandle): Post {
  const { run, lane, scenario, role, host, site } = handle as unknown as Record<keyof Post, string>;
  return { run, lane, scenario, role, serves: handle.serves === true, host, site };
}
