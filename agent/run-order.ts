import { NamedError } from '../lib/domain/errors.ts';
import type { Block, Order, Post } from '../lib/domain/order.ts';
import type { AgentLine } from '../lib/domain/sample.ts';
import { runBlock } from './block.ts';
import { calibrate } from './calibration.ts';
import { hostCredentials } from './credentials.ts';
import { now, tidy } from './engine/clock.ts';
import { content, createEngine } from './engine/engine.ts';
import { sampleError } from './engine/faults.ts';
import type { LoopbackServer } from './loopback-server.ts';
import { checkOrder } from './order-check.ts';
import type { Measures } from './role.ts';

/** Takes the lines of one block (or calibration, or end) together: whatever it is given survives the host. */
export type Sink = (lines: readonly AgentLine[]) => Promise<void>;

/** What an order is run with. */
export interface Desk {
  readonly post: Post;
  readonly measures: Measures;
  readonly loopback: LoopbackServer;
  readonly sink: Sink;
  /** Aborted when there is no time left: what was measured stays, the order ends with an error. */
  readonly signal: AbortSignal;
}

export interface OrderOutcome {
  readonly samples: number;
  readonly failures: number;
  readonly error: string | null;
}

/**
 * One order from calibration to calibration. Writes after every block, ends with an `end` line in any case. Rejects only when
 * the sink does.
 */
export async function runOrder(given: unknown, desk: Desk): Promise<OrderOutcome> {
  const start = now();
  const counts = { samples: 0, failures: 0 };
  let error: unknown = null;
  try {
    await runBlocks(checkOrder(given, desk.post), desk, counts);
  } catch (thrown) {
    if (thrown instanceof SinkFailed) throw thrown.cause;
    error = thrown;
  }
  const named = error === null ? null : sampleError(error);
  await desk.sink([{ kind: 'end', round: roundOf(given), wallMs: tidy(now() - start), error: named }]);
  return { ...counts, error: named === null ? null : `${named.name}: ${named.message}` };
}

async function runBlocks(order: Order, desk: Desk, counts: { samples: number; failures: number }): Promise<void> {
  const { post, measures, loopback, signal } = desk;
  const role = measures[order.scenario]?.[order.role];
  if (role?.kind !== 'client') throw new NamedError('BadOrder', `no client role ${order.role} in scenario ${order.scenario}`);
  const write: Sink = (lines) =>
    desk.sink(lines).catch((cause: unknown) => {
      throw new SinkFailed('the lines could not be written', { cause });
    });
  const calibrated = async (when: 'before' | 'after') => {
    const n = order.calibrationRequests;
    if (n > 0) await write([await calibrate(loopback, n, order.round, when)]);
  };
  const engine = createEngine({ seed: order.seed, timeoutSeconds: order.timeoutSeconds, signal });
  // Made now, so that no block pays for it.
  if (order.blocks.some(({ exchanges }) => exchanges.length > 0)) content(order.seed);
  // Asked now, so that no block waits for the host's role; a host without one says so in each of its item samples.
  if (order.blocks.some(hasItems)) await hostCredentials().catch(() => {});
  await calibrated('before');
  for (const [position, block] of order.blocks.entries()) {
    if (signal.aborted) throw new NamedError('OutOfTime', `ended after ${position} of ${order.blocks.length} blocks`);
    const { samples, report } = await runBlock({ post, order, block, position, engine, role, signal });
    counts.samples += report.samples;
    counts.failures += report.failures;
    await write([...samples, report]);
  }
  await calibrated('after');
}

const hasItems = ({ exchanges }: Block): boolean => exchanges.some(({ parts }) => parts.some(({ kind }) => kind === 'item'));

class SinkFailed extends Error {}

function roundOf(given: unknown): number {
  const round = (given as { round?: unknown } | null | undefined)?.round;
  return typeof round === 'number' ? round : -1;
}
