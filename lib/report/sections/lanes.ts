import { type LaneRecord, placeOfRecord, type RunRecord } from '../../domain/run.ts';
import type { InstrumentError } from '../../domain/sample.ts';
import { count, counted, duration, given, number, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';

/** Middle of some numbers; undefined for none. */
function middle(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Median of medians, worst 90th percentile and maximum; dashes where nothing was calibrated. */
function errorCells(errors: readonly InstrumentError[]): readonly string[] {
  if (errors.length === 0) return ['–', '–', '–'];
  return [
    number(middle(errors.map(({ median }) => median))),
    number(Math.max(...errors.map(({ p90 }) => p90))),
    number(Math.max(...errors.map(({ max }) => max))),
  ];
}

function calibrationCells({ calibration }: LaneRecord): readonly string[] {
  return [
    calibration.length > 0 ? count(calibration.reduce((sum, { n }) => sum + n, 0)) : '–',
    ...errorCells(calibration.map(({ errorMs }) => errorMs)),
    // Records of older agents have none over TLS.
    ...errorCells(calibration.flatMap(({ tls }) => tls ?? [])),
  ];
}

function outcomeOf({ outcome, reason, givenUp }: LaneRecord, { stores }: RunRecord): string {
  const told = reason ? `${outcome}: ${reason}` : outcome;
  // A lane stands at one site, so that a store's id says which of its places is meant.
  const named = (place: string) => stores.find((store) => placeOfRecord(store) === place)?.id ?? place;
  return [told, ...givenUp.map((one) => `${named(one.store)} ${one.reason}`)].join('; ');
}

const COLUMNS = [
  { title: 'Lane', text: true, long: true },
  { title: 'host', text: true },
  { title: 'site', text: true },
  { title: 'outcome', text: true },
  { title: 'rounds' },
  { title: 'time' },
  { title: 'no operation' },
  { title: 'warm-ups' },
  { title: 'own error: n' },
  { title: 'plain: median, ms' },
  { title: 'worst p90' },
  { title: 'max' },
  { title: 'TLS: median, ms' },
  { title: 'worst p90' },
  { title: 'max' },
  { title: 'CPU: median' },
  { title: 'CPU: max' },
  { title: 'client-bound cells' },
  { title: 'loop delay, ms' },
  { title: 'CPU throttled' },
] as const;

/** `12 orders in 12 sandboxes, 11 cold`; undefined where orders need no sandbox. */
function sandboxWords({ sandboxes }: LaneRecord): string | undefined {
  return (
    sandboxes &&
    `${counted(sandboxes.orders, 'order')} in ${counted(sandboxes.count, 'sandbox', 'sandboxes')}, ${sandboxes.cold} cold`
  );
}

/** The instrument itself: every lane with its own error, its overhead and what the host said about itself. */
export function lanes(run: RunRecord): Html {
  const boxed = run.lanes.some(({ sandboxes }) => sandboxes);
  const rows = run.lanes.map((lane) => [
    lane.id,
    lane.host,
    lane.site,
    outcomeOf(lane, run),
    `${count(lane.rounds.done)}/${count(lane.rounds.planned)}`,
    duration(lane.seconds),
    percent(lane.overhead),
    percent(lane.warmupShare),
    ...calibrationCells(lane),
    percent(lane.cpuShare.median),
    percent(lane.cpuShare.max),
    count(lane.clientBound),
    number(lane.maxLoopDelayMs),
    lane.throttled === null ? 'unknown' : count(lane.throttled),
    ...(boxed ? [sandboxWords(lane) ?? '–'] : []),
  ]);
  const delays = [...new Set(run.lanes.flatMap((lane) => lane.calibration.map(({ givenMs }) => givenMs)))];
  const bound = run.cells.filter((cell) => cell.clientBound).length;
  return section(
    'instrument',
    'The instrument',
    html`<p>Before and after each order the measuring program measures itself over plain HTTP and over TLS, on open connections, against a loopback server: one on its own machine whose delay is known${delays.length > 0 && ` (${delays.map(given).join(', ')} ms)`}.
      What it reads too much stands here as its own error; over TLS that holds the encryption at both ends. It is printed, never subtracted. ${counted(bound, 'cell')} had the client as bottleneck: most of their blocks used a whole core, were throttled, or had an event loop late by half an operation.
      CPU is the agent’s share of one core in its blocks; it and the loop delay include signing and encoding before the clock starts.</p>`,
    run.lanes.length > 0
      ? table('Lanes', boxed ? [...COLUMNS, { title: 'sandboxes', text: true }] : COLUMNS, rows)
      : html`<p class="none">No lane ran.</p>`,
    run.lanes.map(
      (lane) =>
        Object.keys(lane.facts).length > 0 &&
        html`<details><summary>What ${lane.id} said about its host</summary>
      ${table(
        `Facts of ${lane.id}`,
        [
          { title: 'Fact', text: true },
          { title: 'value', text: true },
        ],
        Object.entries(lane.facts).map(([name, value]) => [name, value ?? 'unknown']),
      )}</details>`,
    ),
  );
}
