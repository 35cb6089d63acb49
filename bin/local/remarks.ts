import type { RunRecord } from '../../lib/domain/run.ts';
import type { Skipped } from './store-specs.ts';

/** What a person should know when the run has ended, one line each, most important first. */
export function remarksOf(record: RunRecord | undefined, skipped: readonly Skipped[]): string[] {
  if (!record) return [];
  const failed = record.stores.filter((store) => store.failed !== undefined);
  const lanes = record.lanes.filter(({ outcome }) => outcome !== 'measured');
  const { timed, warmups, failures } = record.samples;
  return [
    ...failed.map(({ id, failed: reason }) => `${id} could not be measured: ${reason?.replace(`${id}: `, '')}`),
    ...silentStores(record),
    ...skipped.map(({ id, reason }) => `${id} was left out: ${reason}`),
    ...lanes.map(({ id, outcome, reason }) => `lane ${id} ${outcome}: ${reason ?? 'no reason given'}`),
    `${timed} timed samples, ${warmups} warm-ups, ${failures} failures in ${record.rounds.done} of ${record.rounds.planned} rounds, ${Math.round(record.seconds)} s`,
    `overhead: in ${(record.overhead * 100).toFixed(1)} % of lane time nothing was measured`,
  ];
}

/** Stores that were reached for and never once gave what was asked. */
function silentStores({ cells, stores }: RunRecord): string[] {
  return stores.flatMap(({ id, failed }) => {
    const own = cells.filter(({ axes, impossible }) => axes.store === id && !impossible);
    const errors = own.flatMap((cell) => Object.entries(cell.errors));
    if (failed !== undefined || errors.length === 0 || own.some(({ n }) => n > 0)) return [];
    const names = [...new Set(errors.map(([name]) => name))].join(', ');
    return [`${id} answered no operation: ${names} (${errors.reduce((sum, [, count]) => sum + count, 0)} failures)`];
  });
}
