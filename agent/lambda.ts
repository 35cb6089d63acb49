import { randomUUID } from 'node:crypto';
import type { Order, Post } from '../lib/domain/order.ts';
import { tidy } from './engine/clock.ts';
import { hostFacts } from './facts.ts';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';
import type { Measures } from './role.ts';
import { type OrderOutcome, runOrder, type Sink } from './run-order.ts';
import { warmUp } from './warm-up.ts';

/** One for every sandbox: samples of one sandbox are not independent of each other. */
const sandbox = randomUUID();
let invocations = 0;
let initMs: number | null = null;
let started: Promise<{ loopback: LoopbackServer; warmUpRequests: number }> | undefined;

/** What an invocation is given: the post and one order. */
export interface LambdaOrder {
  readonly post: Post;
  readonly order: Order;
}

export interface LambdaSummary extends OrderOutcome {
  /** The host's facts with `sandbox`, `cold` (1 for its first invocation), `invocation`, and `initMs`: process start to first invocation. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** The part of Lambda's context that is used. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Time kept back to write what was measured. */
const RESERVE_MS = 5000;

async function start(): Promise<{ loopback: LoopbackServer; warmUpRequests: number }> {
  const loopback = await startLoopbackServer();
  return { loopback, warmUpRequests: await warmUp(loopback) };
}

export async function sandboxFacts(): Promise<Readonly<Record<string, string | number | null>>> {
  started ??= start().catch((error: unknown) => {
    // The sandbox lives on: its next invocation tries again.
    started = undefined;
    throw error;
  });
  const { warmUpRequests } = await started;
  return { ...hostFacts(), warmUpRequests, sandbox, cold: invocations <= 1 ? 1 : 0, invocation: invocations, initMs };
}

/** A Lambda handler: the same order as on any host; a ready line and the order's lines go to the sink, a summary is returned. */
export function lambdaHandler(measures: Measures, sink: (order: LambdaOrder) => Sink) {
  return async (event: LambdaOrder, invocation?: Invocation): Promise<LambdaSummary> => {
    invocations++;
    // Lambda may start a sandbox before anybody calls it: then this holds idle time, and the page can tell by its size.
    initMs ??= tidy(performance.now());
    const write = sink(event);
    const facts = await sandboxFacts();
    await write([{ kind: 'ready', addresses: {}, facts }]);
    const { loopback } = await (started as NonNullable<typeof started>);
    const ending = new AbortController();
    const left = invocation ? invocation.getRemainingTimeInMillis() - RESERVE_MS : undefined;
    const timer = left === undefined ? undefined : setTimeout(() => ending.abort(), Math.max(0, left));
    try {
      const desk = { post: event.post, measures, loopback, sink: write, signal: ending.signal };
      return { ...(await runOrder(event.order, desk)), facts };
    } finally {
      clearTimeout(timer);
    }
  };
}
