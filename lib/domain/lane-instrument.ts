import { BOUND_REASONS, type BoundReason, boundReasons, clientBound, isMost } from './client-bound.ts';
import type { BlockReport, GcPauses, Handshakes } from './sample.ts';
import { median } from './statistics/quantile.ts';

/** How good an instrument a lane's client was, over all its blocks. Times in milliseconds; null where the host does not say. */
export interface LaneInstrument {
  /** Cells it measured, and those whose client was the bottleneck. */
  readonly cells: number;
  readonly boundCells: number;
  /** True where most of its cells are client-bound: its client limited the lane. */
  readonly clientBound: boolean;
  readonly blocks: number;
  /** Blocks by what held the client back; one may have several reasons. */
  readonly boundBlocks: Readonly<Record<BoundReason, number>>;
  /** Least that any block was allowed. */
  readonly coresAllowed: number | null;
  /** Medians over blocks, and the largest 99th percentile of a block; null where no block was long enough to tell. */
  readonly loopDelayMs: { readonly median: number | null; readonly p99: number | null; readonly max: number | null };
  readonly gc: GcPauses | null;
  readonly throttledMs: number | null;
  readonly waitedMs: number | null;
  readonly switchedOut: number | null;
  readonly handshakes: Handshakes | null;
  /** Different addresses it connected to, by place. `list` only for places of providers: a published record holds no address of the user's. */
  readonly addresses: readonly RemoteAddresses[];
}

export interface RemoteAddresses {
  readonly place: string;
  readonly count: number;
  readonly list?: readonly string[];
}

/** Sums up a lane from its blocks, cell by cell; undefined where no block was finished. */
export function laneInstrument(
  cells: readonly (readonly BlockReport[])[],
  addresses: readonly RemoteAddresses[],
): LaneInstrument | undefined {
  const measured = cells.filter((own) => own.length > 0);
  const blocks = measured.flat();
  if (blocks.length === 0) return undefined;
  const boundCells = measured.filter(clientBound).length;
  const reasons = blocks.flatMap(boundReasons);
  const medians = told(blocks, ({ loopDelayMedianMs }) => loopDelayMedianMs);
  const delays = told(blocks, ({ loopDelayMs }) => loopDelayMs);
  const allowed = told(blocks, ({ coresAllowed }) => coresAllowed);
  return {
    cells: measured.length,
    boundCells,
    clientBound: isMost(boundCells, measured.length),
    blocks: blocks.length,
    boundBlocks: Object.fromEntries(
      BOUND_REASONS.map((reason) => [reason, reasons.filter((one) => one === reason).length]),
    ) as Record<BoundReason, number>,
    coresAllowed: allowed.length > 0 ? smallest(allowed) : null,
    loopDelayMs: {
      median: medians.length > 0 ? median(medians) : null,
      p99: delays.length > 0 ? median(delays) : null,
      max: delays.length > 0 ? largest(delays) : null,
    },
    gc: gcOf(told(blocks, ({ gc }) => gc)),
    throttledMs: sum(told(blocks, ({ throttledMs }) => throttledMs)),
    waitedMs: sum(told(blocks, ({ waitedMs }) => waitedMs)),
    switchedOut: sum(told(blocks, ({ switchedOut }) => switchedOut)),
    handshakes: handshakesOf(told(blocks, ({ handshakes }) => handshakes)),
    addresses,
  };
}

function told<T>(blocks: readonly BlockReport[], field: (block: BlockReport) => T | null | undefined): T[] {
  return blocks.map(field).filter((value) => value !== null && value !== undefined);
}

// Not by arguments: a lane may have more blocks than a call takes.
const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));

/** Null for no values: nobody said. */
const sum = (values: readonly number[]): number | null =>
  values.length > 0 ? thousandths(values.reduce((a, b) => a + b, 0)) : null;

/** Sums of decimal fractions, without the digits that adding made up. */
const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

function gcOf(pauses: readonly GcPauses[]): GcPauses | null {
  if (pauses.length === 0) return null;
  return {
    count: pauses.reduce((all, { count }) => all + count, 0),
    totalMs: thousandths(pauses.reduce((all, { totalMs }) => all + totalMs, 0)),
    maxMs: largest(pauses.map(({ maxMs }) => maxMs)),
  };
}

function handshakesOf(handshakes: readonly Handshakes[]): Handshakes | null {
  if (handshakes.length === 0) return null;
  return {
    full: handshakes.reduce((all, { full }) => all + full, 0),
    resumed: handshakes.reduce((all, { resumed }) => all + resumed, 0),
  };
}
