import { BOUND_REASONS } from '../../../domain/client-bound.ts';
import type { LaneRecord, RunRecord } from '../../../domain/run.ts';
import { count, given, number, percent } from '../../format.ts';
import type { Html } from '../../html.ts';
import { table } from '../../parts.ts';
import { REASON_WORDS } from './rule.ts';
import { type LaneFigure, laneFold } from './together.ts';

/** Seconds or milliseconds that a host may not tell. */
const told = (value: number | null | undefined, print: (value: number) => string): string =>
  value === undefined || value === null ? 'unknown' : print(value);

/** `3 of 90: throttled 2, no core free 1`. */
function boundBlocks({ instrument }: LaneRecord): string {
  if (!instrument) return number(undefined);
  const { blocks, boundBlocks: bound } = instrument;
  const reasons = BOUND_REASONS.filter((reason) => bound[reason] > 0).map(
    (reason) => `${REASON_WORDS[reason]} ${count(bound[reason])}`,
  );
  return `${reasons.join(', ') || 'none'} of ${count(blocks)}`;
}

function row(lane: LaneRecord): readonly string[] {
  const { instrument } = lane;
  return [
    lane.id,
    told(instrument?.coresAllowed, given),
    percent(lane.cpuShare.median),
    percent(lane.cpuShare.max),
    told(instrument?.loopDelayMs.median, number),
    told(instrument?.loopDelayMs.p99, number),
    told(lane.maxLoopDelayMs, number),
    told(instrument?.gc?.count, count),
    told(instrument?.gc?.totalMs, number),
    told(instrument?.gc?.maxMs, number),
    told(lane.throttled, count),
    told(instrument?.throttledMs, number),
    told(instrument?.waitedMs, number),
    told(instrument?.switchedOut, count),
    boundBlocks(lane),
  ];
}

const COLUMNS = [
  { title: 'Lane', text: true, long: true },
  { title: 'cores allowed' },
  { title: 'CPU: median' },
  { title: 'max' },
  { title: 'loop delay, ms: median' },
  { title: 'p99' },
  { title: 'max' },
  { title: 'GC pauses' },
  { title: 'together, ms' },
  { title: 'longest, ms' },
  { title: 'throttled periods' },
  { title: 'throttled, ms' },
  { title: 'no core free, ms' },
  { title: 'switched out' },
  { title: 'client-bound blocks', text: true },
] as const;

const FIGURES: readonly LaneFigure[] = [
  { title: 'CPU: median', of: ({ cpuShare }) => cpuShare.median, print: percent },
  { title: 'loop delay, ms: p99', of: ({ instrument }) => instrument?.loopDelayMs.p99, print: number },
  { title: 'GC pauses together, ms', of: ({ instrument }) => instrument?.gc?.totalMs, print: number },
  { title: 'throttled periods', of: ({ throttled }) => throttled, print: count },
];

/** What kept each lane's client from doing nothing but measure. */
export function heldBack({ lanes }: RunRecord): Html {
  return laneFold('What held the client back', lanes, FIGURES, table('What held the client back', COLUMNS, lanes.map(row)));
}
