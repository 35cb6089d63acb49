import type { Axes } from '../cell.ts';
import type { RunRecord, ScenarioRecord } from '../run.ts';
import { monthOf } from '../workload.ts';
import { computeUsd } from './charges.ts';
import { cellsOf, combinationsOf, curveOf, timesOf } from './combinations.ts';
import { demandOf, USUAL_WORKLOAD, type Workload } from './demand.ts';
import { efficient } from './frontier.ts';

/** What one combination costs for what it moves, and how fast it moves it, for one workload. */
export interface CostAndSpeed {
  /** All axes but size and operation. */
  readonly axes: Axes;
  /** Ids of the cells that its times come from. */
  readonly cells: readonly string[];
  /** Storage, requests, egress and compute of a month, over the GB that it reads and writes, and over a million of its requests. */
  readonly usdPerGb: number;
  readonly usdPerMillionRequests: number;
  /** Bytes of a month over the seconds their transfers take, one after another. */
  readonly bytesPerSecond: number;
  /** The same at the ends of the medians' intervals, together; absent where a cell has too few rounds for one. Less is better in both. */
  readonly reach?: { readonly usdPerGb: Ends; readonly secondsPerGb: Ends };
  /** By medians, nothing else is cheaper and at least as fast, or faster and at least as cheap. */
  readonly efficient: boolean;
  /** Something else is at least as cheap and at least as fast wherever within both intervals the truth lies. */
  readonly beaten: boolean;
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Why a combination has no place among the others. */
export type Unplaced = 'not measured' | 'no known price' | 'another form' | 'not allowed' | 'free';

export interface LeftOut {
  readonly axes: Axes;
  readonly why: Unplaced;
}

type Told = Omit<CostAndSpeed, 'efficient' | 'beaten'>;
type Asked = Pick<RunRecord, 'cells' | 'prices'>;

/**
 * Cost against speed of every combination that has a price and a time for this workload. What is of another form, or reads more than its
 * provider allows, is no alternative to the others and left out.
 */
export function costAgainstSpeed(
  run: Asked,
  scenario: ScenarioRecord,
  workload: Workload = USUAL_WORKLOAD,
): readonly CostAndSpeed[] {
  return ranked(tell(run, scenario, workload).flatMap((each) => ('why' in each ? [] : [each])));
}

/** The combinations that have no place in it. */
export function leftOut(run: Asked, scenario: ScenarioRecord, workload: Workload = USUAL_WORKLOAD): readonly LeftOut[] {
  return tell(run, scenario, workload).flatMap((each) => ('why' in each ? [each] : []));
}

/** Who is efficient and who is beaten among these. What is beaten is never efficient; what is neither is not shown to be beaten. */
export function ranked(points: readonly Told[]): readonly CostAndSpeed[] {
  const best = new Set(efficient(points, ({ usdPerGb, bytesPerSecond }) => [usdPerGb, 1 / bytesPerSecond]));
  return points.map((each) => ({ ...each, efficient: best.has(each), beaten: points.some((other) => beats(other, each)) }));
}

function beats({ reach: a }: Told, { reach: b }: Told): boolean {
  if (!a || !b) return false;
  const [cheaper, faster] = [b.usdPerGb.low - a.usdPerGb.high, b.secondsPerGb.low - a.secondsPerGb.high];
  return cheaper >= 0 && faster >= 0 && (cheaper > 0 || faster > 0);
}

function tell(run: Asked, scenario: ScenarioRecord, workload: Workload): readonly (Told | LeftOut)[] {
  const demand = demandOf(workload);
  const cells = cellsOf(run, scenario);
  const times = timesOf(cells);
  const gb = demand.read.gb + demand.written.gb;
  const millions = (demand.read.requests + demand.written.requests) / 1e6;
  return combinationsOf(run, scenario).map(({ axes, reads, writes, prices }) => {
    const month = monthOf(demand, { reads: curveOf(reads, times), writes: curveOf(writes, times), ...prices });
    const { usd, lines, seconds, low, high, apart, allowed } = month;
    if (apart) return { axes, why: 'another form' };
    if (seconds === undefined || !(seconds > 0)) return { axes, why: 'not measured' };
    if (!allowed) return { axes, why: 'not allowed' };
    if (usd === undefined || !lines || !prices.host) return { axes, why: 'no known price' };
    // What costs nothing has no place on a logarithmic scale.
    if (!(usd > 0)) return { axes, why: 'free' };
    const { host } = prices;
    const usdIn = (time: number) => (usd - lines.compute + computeUsd(demand, time, host)) / gb;
    const rows = [...(month.read?.from ?? []).map((at) => reads[at]), ...(month.write?.from ?? []).map((at) => writes[at])];
    return {
      axes,
      cells: rows.flatMap((size) => cells[size?.row ?? -1]?.id ?? []),
      usdPerGb: usd / gb,
      usdPerMillionRequests: usd / millions,
      bytesPerSecond: (gb * 1e9) / seconds,
      ...(low !== undefined &&
        high !== undefined && {
          reach: {
            usdPerGb: { low: usdIn(low), high: usdIn(high) },
            secondsPerGb: { low: low / gb, high: high / gb },
          },
        }),
    };
  });
}
