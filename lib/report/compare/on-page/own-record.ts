import type { CellResult, LaneRecord, RunRecord, ScenarioRecord, StoreRecord } from '../../../domain/run.ts';
import type { Html } from '../../html.ts';
import { packed } from '../../pack.ts';

/**
 * Up to so many round medians lie in the page, unrounded. 2,880 of them (64 cells) take 11 KB, packed; the 225,560 of 5,000 cells
 * would take 2.7 MB of a page that stays below 1 MB: such a page asks for the run.json beside it.
 */
const MOST_MEDIANS = 10_000;

export const OWN_RECORD = 'own-record';

/** Whether the page itself knows enough of its run to compare it to the last digit. */
export function holdsOwn({ cells }: RunRecord): boolean {
  const medians = cells.flatMap(({ metrics }) => Object.values(metrics)).reduce((sum, { rounds }) => sum + rounds.length, 0);
  return medians <= MOST_MEDIANS;
}

/** This run for the page's script, at the page's end: `compareRuns` makes the same of it as of run.json. False where it is not in the page. */
export function packedOwn(run: RunRecord): Html | false {
  return holdsOwn(run) && packed(OWN_RECORD, ownRecord(run));
}

/** What a comparison reads of a record, and nothing else; `readRun` reads it as a record. */
export function ownRecord(run: RunRecord) {
  const { v, id, firstbyte, preset, status, startedAt, seed, rounds, standIns } = run;
  return {
    ...{ v, id, firstbyte, preset, status, startedAt, seed, rounds, standIns },
    scenarios: run.scenarios.map(scenarioPart),
    stores: run.stores.map(storePart),
    lanes: run.lanes.map(lanePart),
    cells: run.cells.map(cellPart),
  };
}

function scenarioPart({ id, title, axes, metrics, views }: ScenarioRecord) {
  return { id, title, axes, metrics, views: views.filter(({ kind }) => kind === 'ranking') };
}

function storePart({ id, place, site, kind, shape, skipped }: StoreRecord) {
  return { id, place, site, kind, shape, skipped };
}

function lanePart({ id, host, site, instance, facts }: LaneRecord) {
  return { id, host, site, instance, facts };
}

function cellPart(cell: CellResult) {
  const { id, scenario, axes, place, form, impossible, failed, n, failures, errors } = cell;
  const metrics = Object.entries(cell.metrics).map(([name, { median, rounds }]) => [name, { median, rounds }] as const);
  return { id, scenario, axes, place, form, impossible, failed, n, failures, errors, metrics: Object.fromEntries(metrics) };
}
