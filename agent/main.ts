import { createInterface } from 'node:readline';
import { oneLine } from '../lib/domain/errors.ts';
import type { Post } from '../lib/domain/order.ts';
import type { AgentLine } from '../lib/domain/sample.ts';
import { clock } from './engine/clock.ts';
import { hostFacts } from './facts.ts';
import { helpersStepBack } from './helper-threads.ts';
import { inLoopbackThread, startLoopbackServer } from './loopback-server.ts';
import { checkPost } from './order-check.ts';
import type { Measures } from './role.ts';
import { runOrder } from './run-order.ts';
import { warmUp } from './warm-up.ts';

/** Runs one order and writes its lines; made once the post is known. */
export type Worker = (order: unknown, write: (lines: readonly AgentLine[]) => Promise<void>) => Promise<unknown>;

/** How a client prepares for orders: what it reports as facts, and what runs an order. */
export type Prepare = (
  post: Post,
) => Promise<{ readonly facts: Readonly<Record<string, string | number | null>>; readonly work: Worker }>;

const parent = process.ppid;
/** The end of a pipe is seen a moment before the new parent is. */
const ORPHANED_MS = 10;

/**
 * Ends the process with code 0. Node can deadlock in its own exit while code is still being compiled (nodejs/node#54918): a parent
 * that lives kills what does not end, an orphan has nobody who reads its exit code and kills itself.
 */
function leave(): void {
  setTimeout(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
    process.exit(0);
  }, ORPHANED_MS);
}

/** How long a server role may take to end after its stop. */
const STOP_MS = 1000;

/**
 * The measuring program. Reads `{"post"}` and then `{"order"}` lines, writes NDJSON. Its standard input is its lifeline: when
 * that ends, so does the process, whatever it is doing. Interrupts are the parent's to handle.
 */
export function runAgent(measures: Measures, prepare: Prepare = clientOf(measures)): void {
  if (inLoopbackThread()) return;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.stdout.on('error', () => leave());
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  let takes: ((line: string) => void) | undefined;
  let stop = leave;
  lines.on('close', () => stop());
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    if (takes) takes(line);
    else {
      const post = readPost(line);
      if (post.serves) {
        takes = () => {};
        stop = serve(measures, post);
      } else takes = takeOrders(prepare(post));
    }
  });
}

const write = (lines: readonly AgentLine[]): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), () => resolve());
  });

function readPost(line: string): Post {
  try {
    return checkPost((JSON.parse(line) as { post?: unknown } | null)?.post);
  } catch (error) {
    return fail(error, 'the first line is not a post');
  }
}

function fail(error: unknown, what: string): never {
  process.stderr.write(`${what}: ${oneLine(error)}\n`);
  process.exit(2);
}

/** Takes orders one after another, in the order they came. */
function takeOrders(prepared: ReturnType<Prepare>): (line: string) => void {
  let turn = prepared
    .then(({ facts }) => write([{ kind: 'ready', addresses: {}, facts }]))
    .catch((error: unknown) => fail(error, 'the agent cannot measure here'));
  return (line) => {
    turn = turn.then(async () => {
      const { work } = await prepared;
      await work(readOrder(line), write);
    });
  };
}

/** The order of a line; text that is none is handed on, for the order's check to name. */
function readOrder(line: string): unknown {
  try {
    return (JSON.parse(line) as { order?: unknown } | null)?.order;
  } catch {
    return undefined;
  }
}

/** A client that runs orders in this process. */
export function clientOf(measures: Measures): Prepare {
  return async (post) => {
    const loopback = await startLoopbackServer();
    const warmUpRequests = await warmUp(loopback);
    helpersStepBack();
    const signal = new AbortController().signal;
    return {
      facts: { ...hostFacts(), warmUpRequests },
      work: (order, sink) => runOrder(order, { post, measures, loopback, sink, signal }),
    };
  };
}

/** Starts a server role; returns what stops it. */
function serve(measures: Measures, post: Post): () => void {
  const role = measures[post.scenario]?.[post.role];
  if (role?.kind !== 'server')
    return fail(`no server role ${post.role} in scenario ${post.scenario}`, 'the agent cannot serve here');
  const stopping = new AbortController();
  role
    .serve({
      post,
      clock,
      stopped: stopping.signal,
      ready: (addresses) => void write([{ kind: 'ready', addresses, facts: hostFacts() }]),
    })
    .then(leave, (error: unknown) => (stopping.signal.aborted ? leave() : fail(error, 'the server role failed')));
  return () => {
    stopping.abort();
    setTimeout(leave, STOP_MS);
  };
}
