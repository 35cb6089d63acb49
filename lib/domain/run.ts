import type { Axes } from './cell.ts';
import type { LaneInstrument } from './lane-instrument.ts';
import type { Calibration } from './sample.ts';
import type { Axis, Metric, View } from './scenario.ts';
import type { RunPrices } from './workload/prices.ts';

export const RUN_VERSION = 1;

/** Statistics of one metric over all timed, successful samples of a cell. */
export interface Summary {
  readonly unit: Metric['unit'];
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** Interval of the median from the round medians; absent below six rounds. `level` is what the order statistics reach. */
  readonly interval?: { readonly low: number; readonly high: number; readonly level: number };
  readonly sd?: number;
  readonly mad?: number;
  /** Printed only where n supports it: p90 from 100, p95 from 200, p99 from 1,000. */
  readonly p90?: number;
  readonly p95?: number;
  readonly p99?: number;
  /** Counted by Tukey's fences and kept. */
  readonly outliers: { readonly mild: number; readonly severe: number };
  /** One median a round, in round order. */
  readonly rounds: readonly number[];
}

/** Measured against what a stand-in really did, for the requests of one cell. */
export interface Truth {
  readonly n: number;
  /**
   * Median delay the server gave before its first byte, and median of (measured TTFB - given), milliseconds. PUT: upload and TTFB
   * together, because a client cannot see when its kernel's buffer has drained.
   */
  readonly givenTtfbMs: number;
  readonly ttfbErrorMs: number;
  /** Median rate the server gave, bytes/s, and measured / given; absent where the body is too small to have a rate. */
  readonly givenBytesPerSecond?: number;
  readonly rateRatio?: number;
}

/** Values on a logarithmic axis: bin i of n holds those from low * (high / low) ** (i / n) up to the next edge, the last one `high` too. */
export interface Histogram {
  /** Least and greatest value, in the metric's unit. */
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** Operations before which their host had moved little, or much. */
export interface WindowStat {
  readonly n: number;
  /** Median speed, bytes/s. */
  readonly median: number;
  /** Median of the bytes the host had moved in the five minutes before each. */
  readonly movedBytes: number;
}

/** Where published figures let expect the median of one metric of a cell; in the metric's unit. Outside is said, never hidden. */
export interface Plausible {
  readonly metric: string;
  readonly low: number;
  readonly high: number;
  readonly source: string;
  readonly link: string;
  readonly asOf: string;
}

export interface CellResult {
  readonly id: string;
  readonly scenario: string;
  readonly axes: Axes;
  /** As in Cell: which region of its store it met. */
  readonly place?: string;
  readonly pair?: string;
  readonly substitutes?: string;
  readonly note?: string;
  /** As in Cell: cells of different form are never ranked against each other. */
  readonly form?: string;
  /** Set instead of numbers for a cell that cannot exist. */
  readonly impossible?: string;
  /** Set when the cell was planned but its store or lane failed before it could be measured. */
  readonly failed?: string;
  readonly n: number;
  readonly rounds: number;
  readonly failures: number;
  /** Failures by error name; `Throttled` is one of them. */
  readonly errors: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, Summary>>;
  /** The client was the bottleneck in most of this cell's blocks: the rule is in client-bound.ts. */
  readonly clientBound?: boolean;
  readonly truth?: Truth;
  /** How the values of each metric that a view shows are spread; absent in older records and where no two values differ. */
  readonly distributions?: Readonly<Record<string, Histogram>>;
  /** Of a bulk cell, its speed while the host had credits and after it had moved much: the rule is in statistics/windows.ts. */
  readonly windows?: { readonly burst: WindowStat; readonly sustained: WindowStat };
  /** Of a store of the catalog at its provider's own address; absent in older records and where nothing comparable is published. */
  readonly plausible?: Plausible;
}

/** The difference of two cells of one row, paired by round. */
export interface Comparison {
  readonly row: string;
  readonly compare: string;
  readonly metric: string;
  readonly a: string;
  readonly b: string;
  readonly rounds: number;
  /** Hosts of each side where the unit is the host and not the round: then the difference is that of their means. */
  readonly instances?: { readonly a: number; readonly b: number };
  /** exp of the mean over rounds of ln(median a / median b), with its 95 % t interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** Holm's adjustment over all pairs of the row. */
  readonly pAdjusted: number;
  /** `~` unless the adjusted p is below 0.05 and the ratio at least 1.05 either way. */
  readonly verdict: 'a' | 'b' | '~';
}

export interface LaneRecord {
  readonly id: string;
  readonly host: string;
  readonly site: string;
  /** Which of several hosts of one type, counted from 1; absent where there is one. */
  readonly instance?: number;
  readonly phase: string;
  readonly outcome: 'measured' | 'stopped' | 'failed';
  /** Why it failed or stopped, one line. */
  readonly reason?: string;
  readonly rounds: { readonly planned: number; readonly done: number };
  readonly seconds: number;
  /** Share of lane time in which no operation ran, and in which warm-ups ran, 0..1. The rest was timed. */
  readonly overhead: number;
  readonly warmupShare: number;
  /** CPU the agent used in its blocks over their time, 1 = one core: median and largest. Includes signing and encoding before the clock starts. */
  readonly cpuShare: { readonly median: number; readonly max: number };
  /** Cells of this lane whose client was the bottleneck. */
  readonly clientBound: number;
  /** Stores the lane stopped trying, by place, and why. */
  readonly givenUp: readonly { readonly store: string; readonly reason: string }[];
  readonly facts: Readonly<Record<string, string | number | null>>;
  /** Where each order runs in a sandbox that its host chooses, as in Lambda. */
  readonly sandboxes?: Sandboxes;
  readonly calibration: readonly Calibration[];
  readonly throttled: number | null;
  /** Null where no block was long enough to tell. */
  readonly maxLoopDelayMs: number | null;
  /** What its blocks cost their client, all together; absent in older records and where no block was finished. */
  readonly instrument?: LaneInstrument;
}

export interface Sandboxes {
  readonly orders: number;
  /** Different sandboxes these orders ran in. */
  readonly count: number;
  /** Orders in a sandbox that an earlier one had used, and orders that began with a cold start. */
  readonly reused: number;
  readonly cold: number;
}

export interface StoreRecord {
  readonly id: string;
  readonly title: string;
  /** `<store>.<region>` where a store has several regions; absent for a store of one place, whose id says it. */
  readonly place?: string;
  /** The provider's own name of the region; absent for what has none. */
  readonly region?: string;
  readonly site: string;
  readonly kind: string;
  /** What a stand-in was shaped to. */
  readonly shape?: {
    readonly delayMs: number;
    readonly jitterMs: number;
    readonly bytesPerSecond: number;
    readonly faults?: string;
  };
  readonly failed?: string;
  readonly skipped?: string;
  /** Bytes of the longest request head sent to it: what a token in a URL costs. */
  readonly headBytes?: number;
  readonly note?: string;
}

/** How the note of a place begins that another address plays instead of its provider's own. */
export const PLAYED_BY = 'Played by ';

/** The place a record is of: `placeOf` of the cells that meet it. */
export function placeOfRecord({ place, id }: Pick<StoreRecord, 'place' | 'id'>): string {
  return place ?? id;
}

export interface HostRecord {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly note?: string;
}

export interface ScenarioRecord {
  readonly id: string;
  readonly title: string;
  readonly axes: readonly Axis[];
  readonly compares: readonly string[];
  readonly metrics: readonly Omit<Metric, 'derive'>[];
  readonly views: readonly View[];
}

/** One amount of money, with where its price comes from. */
export interface CostLine {
  readonly what: string;
  readonly amount: number;
  readonly unit: string;
  readonly usd: number;
  readonly source: string;
  readonly asOf: string;
}

export interface Estimate {
  readonly seconds: number;
  readonly usd: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly requests: number;
  readonly lines: readonly CostLine[];
}

/** What a sweep found after everything was removed: counts by kind, never names. */
export interface Teardown {
  readonly at: string;
  readonly left: Readonly<Record<string, number>>;
  readonly total: number;
  /** What could not be removed or listed, one line each. */
  readonly problems: readonly string[];
}

/** A file beside the page, with its length as it lies there. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
}

/** The published record of a run: the API of this project. Old versions are kept readable. */
export interface RunRecord {
  readonly v: typeof RUN_VERSION;
  readonly id: string;
  readonly firstbyte: string;
  readonly preset: string;
  readonly status: 'complete' | 'partial' | 'interrupted' | 'empty';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  readonly seed: number;
  readonly rounds: { readonly planned: number; readonly done: number };
  /** True when every store was a stand-in on this machine: the page says so in its title. */
  readonly standIns: boolean;
  /** Timed operations that succeeded, warm-ups that did, timed operations that failed or were not tried, warm-ups likewise. */
  readonly samples: {
    readonly timed: number;
    readonly warmups: number;
    readonly failures: number;
    readonly warmupFailures: number;
  };
  readonly scenarios: readonly ScenarioRecord[];
  readonly stores: readonly StoreRecord[];
  readonly hosts: readonly HostRecord[];
  readonly cells: readonly CellResult[];
  readonly comparisons: readonly Comparison[];
  readonly lanes: readonly LaneRecord[];
  /** Share of all lanes' time in which no operation ran, and in which warm-ups ran, 0..1. */
  readonly overhead: number;
  readonly warmupShare: number;
  /** Probability that a verdict of this run finds a true `forRatio` in `metric`: median over its comparisons of six rounds or more. */
  readonly power?: { readonly metric: string; readonly forRatio: number; readonly power: number; readonly rounds: number };
  readonly estimate: Estimate;
  /** What was really used, at the same prices as the estimate; absent where nothing has a price. */
  readonly cost?: { readonly usd: number; readonly lines: readonly CostLine[] };
  /** Dated list prices of what the run met; absent in older records and where nothing has one. */
  readonly prices?: RunPrices;
  readonly method: readonly string[];
  readonly teardown: Teardown | null;
  /** The page's headline in plain text, set as it is published; absent in older records. */
  readonly finding?: string;
  /** What lies beside the page besides this record; absent in older records, where it is samples.ndjson.gz. */
  readonly files?: readonly PublishedFile[];
}
