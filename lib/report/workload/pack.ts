import { combinationsOf, type MeasuredSize, TIME_METRIC } from '../../domain/workload/combinations.ts';
import { USUAL_WORKLOAD, type Workload } from '../../domain/workload/demand.ts';
import { signs } from '../flags.ts';
import { markOf } from '../marks.ts';
import { asPrinted } from '../pack.ts';
import type { Scope } from '../scope.ts';
import type { PackedSize, PackedTimes, WorkloadPack } from './calculator.ts';

/** What tells combinations apart in the table; every other axis is the reader's to choose. */
const NAMED = ['store', 'host', 'site'];
const CURVE = ['size', 'operation'];

export interface Calculator {
  readonly pack: WorkloadPack;
  /** Axes of the names, and of the settings. */
  readonly named: readonly string[];
  readonly chosen: readonly string[];
  /** Where the page starts. */
  readonly setting: readonly string[];
  readonly workload: Workload;
}

/** Undefined for a scenario that reads and writes no objects of several sizes, or measured none. */
export function calculatorOf(scope: Scope): Calculator | undefined {
  const found = combinationsOf(scope.run, scope.scenario);
  if (found.length === 0) return undefined;
  const prices = scope.run.prices ?? { places: [], routes: [], hosts: [] };
  const named = NAMED.filter((name) => name === 'store' || scope.varying.includes(name));
  const chosen = scope.varying.filter((name) => !NAMED.includes(name) && !CURVE.includes(name));
  const at = <T>(items: readonly T[], item: T | undefined) => (item === undefined ? -1 : items.indexOf(item));
  const combinations = found.map(({ axes, reads, writes, prices: own }) => {
    const base = [...reads, ...writes].reduce((least, { row }) => Math.min(least, row), Number.POSITIVE_INFINITY);
    const packedSizes = (sizes: readonly MeasuredSize[]) => sizes.map(({ row, bytes }): PackedSize => [row - base, bytes]);
    return {
      names: named.map((name) => scope.label(name, axes[name])),
      mark: markOf(scope, 'store', axes.store ?? '').index,
      setting: chosen.map((name) => String(axes[name] ?? '')),
      base,
      reads: packedSizes(reads),
      writes: packedSizes(writes),
      place: at(prices.places, own.place),
      route: at(prices.routes, own.route),
      host: at(prices.hosts, own.host),
    };
  });
  const sizes = found.flatMap(({ reads, writes }) => [...reads, ...writes].map(({ bytes }) => bytes));
  return {
    pack: { prices, combinations },
    named,
    chosen,
    setting: chosen.map((name, i) =>
      usualValue(
        scope,
        name,
        combinations.map(({ setting }) => setting[i] ?? ''),
      ),
    ),
    workload: {
      ...USUAL_WORKLOAD,
      objectBytes: Math.min(Math.max(USUAL_WORKLOAD.objectBytes, Math.min(...sizes)), Math.max(...sizes)),
    },
  };
}

/** The value that the scenario's own views show, or the most frequent. */
function usualValue({ scenario }: Scope, name: string, values: readonly string[]): string {
  const wanted = scenario.views.flatMap((view) => ('where' in view ? (view.where?.[name] ?? []) : []))[0];
  if (wanted !== undefined && values.includes(String(wanted))) return String(wanted);
  const frequency = (value: string) => values.filter((each) => each === value).length;
  return [...new Set(values)].toSorted((a, b) => frequency(b) - frequency(a))[0] ?? '';
}

/** The times as the page's packed cells have them: with the digits that are printed. */
export function packedTimes({ cells }: Scope): PackedTimes {
  const summaries = cells.map(({ metrics }) => metrics[TIME_METRIC]);
  return {
    median: summaries.map((summary) => asPrinted(summary?.median)),
    low: summaries.map((summary) => asPrinted(summary?.interval?.low)),
    high: summaries.map((summary) => asPrinted(summary?.interval?.high)),
    apart: cells.flatMap(({ form }, row) => (form === undefined ? [] : [row])),
    signs: cells.map(signs),
  };
}
