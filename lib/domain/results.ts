import type { Cell } from './cell.ts';
import type { CellResult, Summary } from './run.ts';
import type { Sample } from './sample.ts';
import type { Metric } from './scenario.ts';
import { describe } from './statistics/describe.ts';
import { type TruthPair, truthOf } from './statistics/truth.ts';
import type { CellTally } from './tally.ts';

/** A block in which the agent used this much of a core was limited by its client, not by what it measured. */
const CLIENT_BOUND_CPU = 0.9;
/** So was one whose event loop was late by this share of the mean time of its operations (99th percentile of the delay). */
const CLIENT_BOUND_DELAY = 0.5;

/** What a server says it gave, by request id. */
export type Given = ReadonlyMap<string, { readonly delayMs: number; readonly uploadMs: number; readonly bodyMs: number }>;

interface ResultOf {
  readonly cell: Cell;
  readonly tally: CellTally | undefined;
  readonly metrics: readonly Metric[];
  /** Why the cell has no samples, where its store or lane failed. */
  readonly failed: string | undefined;
  readonly given: Given | undefined;
}

/** A cell's numbers, or the reason why it has none. */
export function resultOf({ cell, tally, metrics, failed, given }: ResultOf): CellResult {
  const rounds = tally ? [...tally.timed.entries()].sort(([a], [b]) => a - b).map(([, samples]) => samples) : [];
  const summaries: Record<string, Summary> = {};
  for (const metric of metrics) {
    const summary = describe(
      metric.unit,
      rounds.map((samples) => samples.map((sample) => metricValue(metric, sample)).filter((value) => value !== undefined)),
    );
    if (summary) summaries[metric.name] = summary;
  }
  const n = rounds.reduce((sum, samples) => sum + samples.length, 0);
  const truth = given && truthOf(truthPairs(rounds.flat(), given));
  return {
    ...cell,
    n,
    rounds: rounds.length,
    failures: tally?.failures ?? 0,
    errors: Object.fromEntries(tally?.errors ?? []),
    metrics: summaries,
    ...(failed !== undefined && n === 0 && !cell.impossible && { failed }),
    ...(tally && clientBound(tally) && { clientBound: true }),
    ...(truth && { truth }),
  };
}

/** A metric's value in one sample, in the metric's own unit; undefined when it was not measured. */
export function metricValue(metric: Metric, sample: Sample): number | undefined {
  const value = metric.derive ? metric.derive(sample) : sample[metric.name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function clientBound({ blocks }: CellTally): boolean {
  const bound = blocks.filter(
    ({ cpuShare, loopDelayMs, throttled, measuredMs, samples }) =>
      cpuShare >= CLIENT_BOUND_CPU || loopDelayMs * samples >= CLIENT_BOUND_DELAY * measuredMs || (throttled ?? 0) > 0,
  );
  return bound.length * 2 > blocks.length;
}

function truthPairs(samples: readonly Sample[], given: Given): TruthPair[] {
  return samples.flatMap((sample) => {
    const truth = given.get(String(sample.request));
    const { ttfb, body, bytes, upload } = sample;
    if (!truth || typeof ttfb !== 'number' || typeof body !== 'number' || typeof bytes !== 'number') return [];
    // A client's upload ends in its kernel's buffer, a server's when the last byte arrives: only both phases together compare.
    const sent =
      typeof upload === 'number' ? { ms: upload, givenMs: truth.uploadMs, down: 0 } : { ms: 0, givenMs: 0, down: bytes };
    const givenDelayMs = sent.givenMs + truth.delayMs;
    return [{ ttfbMs: sent.ms + ttfb, bodyMs: body, bytes: sent.down, givenDelayMs, givenBodyMs: truth.bodyMs }];
  });
}
