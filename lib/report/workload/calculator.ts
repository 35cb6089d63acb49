import { curveOf, type MeasuredSize, type Times } from '../../domain/workload/combinations.ts';
import { type Demand, demandOf, type Flow, sizeYields, type Workload } from '../../domain/workload/demand.ts';
import { efficient } from '../../domain/workload/frontier.ts';
import type { RunPrices } from '../../domain/workload/prices.ts';
import { monthOf } from '../../domain/workload.ts';
import { bytes, count, counted, NOTHING, number, usd } from '../format.ts';

/** What the page calculates with: combinations in the order of the run, prices once each, -1 for a price that is not known. */
export interface WorkloadPack {
  readonly prices: RunPrices;
  readonly combinations: readonly {
    /** Of what tells combinations apart, as printed; the first one carries the page's mark of this number. */
    readonly names: readonly string[];
    readonly mark: number;
    /** Values of the axes that a reader chooses, in their order. */
    readonly setting: readonly string[];
    /** Its first row; those of its sizes are told from there, so that the same pattern compresses to nothing. */
    readonly base: number;
    readonly reads: readonly PackedSize[];
    readonly writes: readonly PackedSize[];
    readonly place: number;
    readonly route: number;
    readonly host: number;
  }[];
}

/** A measured size: its row beyond the combination's first, and its bytes. */
export type PackedSize = readonly [offset: number, bytes: number];

const sizesFrom = (base: number, sizes: readonly PackedSize[]): MeasuredSize[] =>
  sizes.map(([offset, bytes]) => ({ row: base + offset, bytes }));

/** Columns of the packed cells that a workload needs. */
export interface PackedTimes extends Omit<Times, 'apart'> {
  readonly apart: readonly number[];
  readonly signs: readonly string[];
}

export interface Line {
  readonly names: readonly string[];
  readonly mark: number;
  readonly signs: string;
  /** As the columns of FIGURE_TITLES. */
  readonly figures: readonly string[];
  readonly remark: string;
  readonly efficient: boolean;
}

export interface Calculated {
  /** The first ones, as many as were wanted, of `total`. */
  readonly lines: readonly Line[];
  readonly total: number;
  /** How many there are and what stands out, and what was read differently from how it was typed. */
  readonly said: string;
}

/** What is read first comes first: narrow screens show the beginning of a line. */
export const FIGURE_TITLES = [
  'USD a month',
  'in transfer, hours a month',
  '95 % interval',
  'storage',
  'requests',
  'egress',
  'compute',
  'a read, ms',
  'a write, ms',
] as const;

/** Cells of a line after its first: the second name, the figures that answer, further names, then what the answer is made of. */
export function laidOut<N, F>(names: readonly N[], figures: readonly F[]): readonly (N | F)[] {
  return [...names.slice(1, 2), ...figures.slice(0, 3), ...names.slice(2), ...figures.slice(3)];
}

/** What a reader wants to see of a table. */
export interface Wanted {
  /** A value for each chosen axis. */
  readonly setting: readonly string[];
  /** A printed name for each named axis, empty for all of them. */
  readonly only?: readonly string[];
  /** A column of FIGURE_TITLES; without it the efficient ones come first, then the cheapest. */
  readonly by?: { readonly figure: number; readonly down: boolean };
}

/**
 * Every combination of a setting for a workload. Efficient is what nothing else that is shown beats. What has no price or no time comes last,
 * whichever way lines are sorted.
 */
export function calculated(
  { prices, combinations }: WorkloadPack,
  columns: PackedTimes,
  { setting, only = [], by }: Wanted,
  workload: Workload,
  most: number,
): Calculated {
  const demand = demandOf(workload);
  const times = { ...columns, apart: new Set(columns.apart) };
  const months = combinations
    .filter((each) => each.setting.every((value, i) => value === setting[i]))
    .filter(({ names }) => only.every((name, i) => name === '' || name === names[i]))
    .map((combination): Told => {
      const [place, route, host] = [
        prices.places[combination.place],
        prices.routes[combination.route],
        prices.hosts[combination.host],
      ];
      const curves = {
        reads: curveOf(sizesFrom(combination.base, combination.reads), times),
        writes: curveOf(sizesFrom(combination.base, combination.writes), times),
      };
      return {
        combination,
        month: monthOf(demand, { ...curves, ...(place && { place }), ...(route && { route }), ...(host && { host }) }),
      };
    });
  const rivals = months.filter(({ month: { apart, allowed } }) => !apart && allowed);
  const best = new Set(efficient(rivals, ({ month }) => [last(month.usd), last(month.seconds)]));
  const turn = by?.down ? -1 : 1;
  const wanted = (told: Told) => (by ? last(valuesOf(told)[by.figure], turn) : Number(!best.has(told)));
  const sorted = months.toSorted(
    (a, b) =>
      compare(wanted(a), wanted(b)) ||
      compare(last(a.month.usd), last(b.month.usd)) ||
      compare(last(a.month.seconds), last(b.month.seconds)),
  );
  return {
    lines: sorted.slice(0, most).map((each) => lineOf(each, columns, best.has(each))),
    total: sorted.length,
    said: saidOf(sorted.length, best.size, demand),
  };
}

/** Infinite for what is not known, so that it comes last. */
const last = (value: number | undefined, turn = 1) => (value === undefined ? Number.POSITIVE_INFINITY : turn * value);
const compare = (a: number, b: number) => (a === b ? 0 : a - b);

/** As the columns of FIGURE_TITLES; intervals by their width. */
function valuesOf({ month: { usd: all, seconds, low, high, lines, read, write } }: Told): readonly (number | undefined)[] {
  const width = low === undefined || high === undefined ? undefined : high - low;
  return [all, seconds, width, lines?.storage, lines?.requests, lines?.egress, lines?.compute, read?.ms, write?.ms];
}

type Told = { readonly combination: WorkloadPack['combinations'][number]; readonly month: ReturnType<typeof monthOf> };

function lineOf({ combination, month }: Told, { signs }: PackedTimes, isEfficient: boolean): Line {
  const { lines, read, write, seconds, low, high } = month;
  const used = [
    ...(read?.from ?? []).map((at) => combination.reads[at]),
    ...(write?.from ?? []).map((at) => combination.writes[at]),
  ];
  const own = new Set(used.flatMap((size) => [...(signs[combination.base + (size?.[0] ?? 0)] ?? '')]));
  const money = (value: number | undefined) => (value === undefined ? NOTHING : usd(value));
  const hours = (value: number) => number(value / 3600);
  return {
    names: combination.names,
    mark: combination.mark,
    signs: [...own].join(''),
    figures: [
      money(month.usd),
      seconds === undefined ? NOTHING : hours(seconds),
      low === undefined || high === undefined ? '' : `${hours(low)} – ${hours(high)}`,
      money(lines?.storage),
      money(lines?.requests),
      money(lines?.egress),
      money(lines?.compute),
      number(read?.ms),
      number(write?.ms),
    ],
    remark: remarkOf(combination, month, isEfficient),
    efficient: isEfficient,
  };
}

const MONTH_SECONDS = 730 * 3600;

function remarkOf(
  { place, route, host }: Told['combination'],
  { seconds, apart, allowed }: Told['month'],
  isEfficient: boolean,
): string {
  if (seconds === undefined) return 'this size was not measured';
  const all = [
    isEfficient && 'efficient',
    Math.min(place, route, host) < 0 && 'no known price',
    !allowed && 'reads more than its provider allows',
    apart && 'many items, not ranked against single objects',
    seconds > MONTH_SECONDS && `takes ${count(Math.ceil(seconds / MONTH_SECONDS))} at a time`,
  ];
  return all.filter((each) => each !== false).join('; ');
}

function saidOf(all: number, best: number, demand: Demand): string {
  if (all === 0) return 'Nothing was measured in this setting.';
  const yields = (what: string, flow: Flow) =>
    sizeYields(flow, demand) ? [`a ${what} moves ${bytes(Math.round(flow.bytes))}`] : [];
  const led = [...yields('read', demand.read), ...yields('write', demand.written)];
  const efficientWords = best > 0 ? `, ${count(best)} of them efficient` : '';
  return [
    `${counted(all, 'combination')}${efficientWords}.`,
    ...(led.length > 0 ? [`GB and requests lead: ${led.join(', ')}; the object size given is that of what is stored.`] : []),
  ].join(' ');
}
