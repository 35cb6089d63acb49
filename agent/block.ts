import type { Block, Order, Post } from '../lib/domain/order.ts';
import type { BlockReport, Sample } from '../lib/domain/sample.ts';
import { watchLoad } from './client-load.ts';
import { clock, tidy } from './engine/clock.ts';
import type { OrderEngine } from './engine/engine.ts';
import { sampleError } from './engine/faults.ts';
import type { Role, Station } from './role.ts';

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

/** Measures one block and what it cost the client. Whatever the scenario's code throws becomes one failed sample. */
export async function runBlock(run: BlockRun): Promise<{ readonly samples: readonly Sample[]; readonly report: BlockReport }> {
  const { order, block } = run;
  const samples: Sample[] = [];
  let measuredMs = 0;
  let warmupMs = 0;
  const station = stationOf(run, (kind, ms) => {
    measuredMs += ms;
    if (kind === 'warmup') warmupMs += ms;
  });
  const load = watchLoad();
  try {
    for await (const sample of run.role.measure(station, block)) samples.push(sample);
  } catch (error) {
    samples.push({ ...station.head(samples.length, 'timed', clock.epoch(), sampleError(error)) });
  }
  const cost = await load.stop();
  const headBytes = run.engine.longestHead();
  const { handshakes, addresses } = run.engine.dials();
  const report: BlockReport = {
    kind: 'block',
    cell: block.cell,
    round: order.round,
    samples: samples.length,
    failures: samples.filter(({ error }) => error !== null).length,
    measuredMs: tidy(measuredMs),
    warmupMs: tidy(warmupMs),
    ...cost,
    ...(headBytes > 0 ? { headBytes } : {}),
    ...(addresses.length > 0 ? { handshakes, addresses } : {}),
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
