import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Block, Order, Post } from '../lib/domain/order.ts';
import type { BlockReport, Sample } from '../lib/domain/sample.ts';
import { clock, now, tidy } from './engine/clock.ts';
import type { OrderEngine } from './engine/engine.ts';
import { sampleError } from './engine/faults.ts';
import type { Role, Station } from './role.ts';
import { throttledPeriods } from './throttling.ts';

export interface BlockRun {
  readonly post: Post;
  readonly order: Order;
  readonly block: Block;
  /** Position of the block in its order. */
  readonly position: number;
  readonly engine: OrderEngine;
  readonly role: Extract<Role, { kind: 'client' }>;
  readonly signal: AbortSignal;
}

const LOOP_RESOLUTION_MS = 10;

/** Measures one block and what it cost the client. Whatever the scenario's code throws becomes one failed sample. */
export async function runBlock(run: BlockRun): Promise<{ readonly samples: readonly Sample[]; readonly report: BlockReport }> {
  const { order, block } = run;
  const samples: Sample[] = [];
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  let measuredMs = 0;
  let warmupMs = 0;
  const station = stationOf(run, (kind, ms) => {
    measuredMs += ms;
    if (kind === 'warmup') warmupMs += ms;
  });
  const throttledBefore = throttledPeriods();
  const cpuBefore = process.cpuUsage();
  const start = now();
  delay.enable();
  try {
    for await (const sample of run.role.measure(station, block)) samples.push(sample);
  } catch (error) {
    samples.push({ ...station.head(samples.length, 'timed', clock.epoch(), sampleError(error)) });
  }
  delay.disable();
  const wallMs = now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  const throttledAfter = throttledPeriods();
  const headBytes = run.engine.longestHead();
  const report: BlockReport = {
    kind: 'block',
    cell: block.cell,
    round: order.round,
    samples: samples.length,
    failures: samples.filter(({ error }) => error !== null).length,
    wallMs: tidy(wallMs),
    measuredMs: tidy(measuredMs),
    warmupMs: tidy(warmupMs),
    cpuShare: tidy((cpu.user + cpu.system) / 1000 / wallMs),
    // The histogram holds whole intervals between its own ticks; without a tick in a short block it holds nothing.
    loopDelayMs: delay.count === 0 ? 0 : tidy(Math.max(0, delay.percentile(99) / 1e6 - LOOP_RESOLUTION_MS)),
    throttled: throttledBefore === null || throttledAfter === null ? null : throttledAfter - throttledBefore,
    ...(headBytes > 0 ? { headBytes } : {}),
  };
  return { samples, report };
}

function stationOf({ post, order, block, position, engine, signal }: BlockRun, measured: Station['measured']): Station {
  return {
    post,
    order,
    engine,
    clock,
    turn: order.round + position,
    signal,
    measured,
    head: (seq, kind, at, error) => ({ v: 1, run: order.run, cell: block.cell, round: order.round, seq, kind, at, error }),
  };
}
