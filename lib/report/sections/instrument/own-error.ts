import type { LaneRecord, RunRecord } from '../../../domain/run.ts';
import type { Calibration, InstrumentError } from '../../../domain/sample.ts';
import { count, number } from '../../format.ts';
import type { Html } from '../../html.ts';
import { table } from '../../parts.ts';
import { type LaneFigure, laneFold, middle } from './together.ts';

/** Median of medians before and after orders, worst 90th percentile and maximum; dashes where nothing was calibrated. */
function errorCells(calibration: readonly Calibration[], error: (one: Calibration) => InstrumentError | undefined): string[] {
  const medians = (when: Calibration['when']) =>
    middle(calibration.filter((one) => one.when === when).flatMap((one) => error(one)?.median ?? []));
  const all = calibration.flatMap((one) => error(one) ?? []);
  const largest = (of: (one: InstrumentError) => number) =>
    all.length > 0 ? all.map(of).reduce((a, b) => Math.max(a, b)) : undefined;
  return [medians('before'), medians('after'), largest(({ p90 }) => p90), largest(({ max }) => max)].map(number);
}

function row({ id, calibration }: LaneRecord): readonly string[] {
  return [
    id,
    calibration.length > 0 ? count(calibration.reduce((sum, { n }) => sum + n, 0)) : number(undefined),
    ...errorCells(calibration, ({ errorMs }) => errorMs),
    // Records of older agents have none over TLS.
    ...errorCells(calibration, ({ tls }) => tls),
  ];
}

const COLUMNS = [
  { title: 'Lane', text: true, long: true },
  { title: 'requests each' },
  { title: 'plain: median before, ms' },
  { title: 'after' },
  { title: 'worst p90' },
  { title: 'max' },
  { title: 'TLS: median before, ms' },
  { title: 'after' },
  { title: 'worst p90' },
  { title: 'max' },
] as const;

const FIGURES: readonly LaneFigure[] = [
  {
    title: 'plain: median, ms',
    of: ({ calibration }) => middle(calibration.map(({ errorMs }) => errorMs.median)),
    print: number,
  },
  {
    title: 'TLS: median, ms',
    of: ({ calibration }) => middle(calibration.flatMap(({ tls }) => tls?.median ?? [])),
    print: number,
  },
];

/** What each lane’s client read too much, before and after its orders. */
export function ownError({ lanes }: RunRecord): Html {
  return laneFold('Own error', lanes, FIGURES, table('Own error', COLUMNS, lanes.map(row)));
}
