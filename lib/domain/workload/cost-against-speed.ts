import type { Axes } from '../cell.ts';
import type { RunRecord, ScenarioRecord } from '../run.ts';
import { monthOf } from '../workload.ts';
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
  /** Nothing else is cheaper and at least as fast, or faster and at least as cheap. */
  readonly efficient: boolean;
}

/**
 * Cost against speed of every combination that has a price and a time for this workload. What is of another form, or reads more than its
 * provider allows, is no alternative to the others and left out.
 */
export function costAgainstSpeed(
  run: Pick<RunRecord, 'cells' | 'prices'>,
  scenario: ScenarioRecord,
  workload: Workload = USUAL_WORKLOAD,
): readonly CostAndSpeed[] {
  const demand = demandOf(workload);
  const cells = cellsOf(run, scenario);
  const times = timesOf(cells);
  const gb = demand.read.gb + demand.written.gb;
  const millions = (demand.read.requests + demand.written.requests) / 1e6;
  const found = combinationsOf(run, scenario).flatMap(({ axes, reads, writes, prices }) => {
    const month = monthOf(demand, { reads: curveOf(reads, times), writes: curveOf(writes, times), ...prices });
    const { usd, seconds, apart, allowed } = month;
    if (usd === undefined || seconds === undefined || !(seconds > 0) || apart || !allowed) return [];
    const rows = [...(month.read?.from ?? []).map((at) => reads[at]), ...(month.write?.from ?? []).map((at) => writes[at])];
    return [
      {
        axes,
        cells: rows.flatMap((size) => cells[size?.row ?? -1]?.id ?? []),
        usdPerGb: usd / gb,
        usdPerMillionRequests: usd / millions,
        bytesPerSecond: (gb * 1e9) / seconds,
      },
    ];
  });
  const best = new Set(efficient(found, ({ usdPerGb, bytesPerSecond }) => [usdPerGb, 1 / bytesPerSecond]));
  return found.map((each) => ({ ...each, efficient: best.has(each) }));
}
