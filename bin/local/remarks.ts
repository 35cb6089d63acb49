import { placeOf } from '../../lib/domain/cell.ts';
import { placeOfRecord, type RunRecord } from '../../lib/domain/run.ts';
import type { Skipped } from './store-specs.ts';

/** What a person should know when the run has ended, one line each, most important first. */
export function remarksOf(record: RunRecord | undefined, skipped: readonly Skipped[]): string[] {
  if (!record) return [];
  const failed = record.stores.filter((store) => store.failed !== undefined);
  const lanes = record.lanes.filter(({ outcome }) => outcome !== 'measured');
  const { timed, warmups, failures } = record.samples;
  return [
    ...failed.map((store) => `${placeOfRecord(store)} could not be measured: ${store.failed?.replace(`${store.id}: `, '')}`),
    ...failingStores(record),
    ...skipped.map(({ id, reason }) => `${id} was left out: ${reason}`),
    ...lanes.map(({ id, outcome, reason }) => `lane ${id} ${outcome}: ${reason ?? 'no reason given'}`),
    `${timed} timed samples, ${warmups} warm-ups, ${failures} failures, ${record.rounds.done} of ${record.rounds.planned} rounds complete, ${Math.round(record.seconds)} s`,
    ...(timed > 0
      ? [
          `overhead: ${percent(record.overhead)} of lane time without an operation; ${percent(record.warmupShare)} in warm-ups, the rest timed`,
        ]
      : []),
  ];
}

/** Stores that were used and did not always, or never once, give what was asked. */
function failingStores({ cells, stores }: RunRecord): string[] {
  return stores.flatMap((store) => {
    const id = placeOfRecord(store);
    const own = cells.filter((cell) => placeOf(cell) === id && !cell.impossible);
    const errors = own.flatMap((cell) => Object.entries(cell.errors));
    if (store.failed !== undefined || errors.length === 0) return [];
    const names = [...new Set(errors.map(([name]) => name))].join(', ');
    const failures = errors.reduce((sum, [, count]) => sum + count, 0);
    const some = own.some(({ n }) => n > 0);
    return [
      some ? `${id}: ${failures} operations failed: ${names}` : `${id} answered no operation: ${names} (${failures} failures)`,
    ];
  });
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
