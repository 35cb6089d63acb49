import { placeOf } from '../domain/cell.ts';
import type { Plan } from '../domain/plan.ts';
import { placeOfRecord } from '../domain/run.ts';
import type { Given } from '../domain/statistics/truth.ts';
import type { Ports } from './ports.ts';
import { RECORD, type StoreState } from './run-records.ts';

/** Places that could not be used, and why. */
export async function unusablePlaces(ports: Ports, { stores }: Plan): Promise<Map<string, string>> {
  const states = await Promise.all(
    stores.map(async (store) => [placeOfRecord(store), await RECORD.store.read(ports.records, placeOfRecord(store))] as const),
  );
  return new Map(
    states.flatMap(([place, state]) => {
      const reason = whyUnusable(state);
      return reason === undefined ? [] : [[place, reason] as const];
    }),
  );
}

/** `opening` is the last word of a Prepare that was killed or ran out of time. */
function whyUnusable(state: StoreState | undefined): string | undefined {
  if (state?.state === 'failed') return state.reason ?? 'unknown reason';
  return state?.state === 'opening' ? 'it was not ready when its time for preparing was over' : undefined;
}

/** What the store of each cell says it gave, where it is a stand-in that could be used. */
export async function givenOfCells(
  ports: Ports,
  { cells, stores }: Plan,
  unusable: ReadonlyMap<string, string>,
): Promise<(cell: string) => Given | undefined> {
  const given = new Map<string, Given>();
  for (const place of stores.map(placeOfRecord)) {
    const lines = unusable.has(place) ? undefined : await ports.store(place).truth?.();
    if (lines) given.set(place, new Map(lines.map((line) => [line.request, line])));
  }
  const places = new Map(cells.map((cell) => [cell.id, placeOf(cell) ?? '']));
  return (cell) => given.get(places.get(cell) ?? '');
}
