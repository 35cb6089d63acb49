import { hostEntry, pairEntry, storeEntry } from '../../catalog/lookup.ts';
import { type Cell, placeOf } from '../../domain/cell.ts';
import { type HostRecord, placeOfRecord, type StoreRecord } from '../../domain/run.ts';
import type { ScenarioPlan, Unavailable } from '../../domain/scenario.ts';
import { type Substitution, siteWords, substitutionsOf } from './substitutions.ts';

/** A store's record for each of its places that cells use; `own` describes what the catalog does not know, or describes it better. */
export function storeRecords(cells: readonly Cell[], own: readonly StoreRecord[]): StoreRecord[] {
  const records = new Map<string, StoreRecord>();
  for (const cell of cells) {
    const place = placeOf(cell);
    if (place === undefined || records.has(place)) continue;
    const store = String(cell.axes.store);
    const region = pairEntry(cell.pair ?? '')?.stores?.[store]?.region;
    // A record that names a place is of that place alone: what plays it plays no other.
    const described =
      own.find((record) => placeOfRecord(record) === place) ??
      own.find((record) => record.id === store && record.place === undefined);
    const where = cell.place === undefined ? {} : { place: cell.place, ...(region === undefined ? {} : { region }) };
    records.set(place, { ...(described ?? storeRecord(store, region)), ...where });
  }
  return [...records.values()];
}

function storeRecord(id: string, region: string | undefined): StoreRecord {
  const entry = storeEntry(id);
  if (!entry) return { id, title: id, site: 'as configured', kind: 'object' };
  const place = entry.places.find((candidate) => candidate.region === region) ?? entry.places[0];
  return {
    id,
    title: entry.title,
    site: place ? (place.region === 'local' ? place.city : `${place.city} (${place.region})`) : 'as configured',
    kind: entry.kind,
    ...(entry.shape ? { shape: entry.shape } : {}),
    ...(entry.note ? { note: entry.note } : {}),
  };
}

/** Every host a cell names, also those that nobody can launch any more. */
export function hostRecords(
  scenario: ScenarioPlan,
  cells: readonly Cell[],
  unavailable: readonly Unavailable[] = [],
): HostRecord[] {
  const ids = new Set(cells.flatMap((cell) => scenario.crew(cell).map(({ host }) => host)));
  return [...ids].map((id) => hostRecord(id, cells, scenario, unavailable));
}

function hostRecord(id: string, cells: readonly Cell[], scenario: ScenarioPlan, unavailable: readonly Unavailable[]): HostRecord {
  const entry = hostEntry(id);
  const own = cells.filter((cell) => cell.substitutes && scenario.crew(cell).some(({ host }) => host === id));
  const asked = substitutionsOf({ cells: own, unavailable });
  const notes = [
    ...(entry?.retired ? [`gone since ${entry.retired.on}: ${entry.retired.reason}`] : []),
    ...missing(id, unavailable),
    ...asked.map(standing),
    ...(entry?.provider === 'latitude' ? [`at ${sitesOf(cells, id, scenario)}`] : []),
    ...(entry?.note ? [entry.note] : []),
  ];
  return { id, title: entry?.title ?? id, kind: entry?.kind ?? 'local', ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}

function missing(id: string, unavailable: readonly Unavailable[]): string[] {
  const own = unavailable.filter(({ host }) => host === id);
  const sites = own.filter(({ when }) => when === 'not-offered').map(({ site }) => site);
  return [
    ...(own.some(({ when }) => when === 'free-plan') ? ['an account on the free plan cannot launch it'] : []),
    ...(sites.length > 0 ? [`not offered in ${sites.join(', ')}`] : []),
  ];
}

const standing = ({ asked, reason }: Substitution): string => `stands in for ${asked}${reason ? `: ${reason}` : ''}`;

/** Where a host's cells are, in its provider's words. */
function sitesOf(cells: readonly Cell[], id: string, scenario: ScenarioPlan): string {
  const own = cells.filter((cell) => scenario.crew(cell).some(({ host }) => host === id));
  return [...new Set(own.map(({ axes }) => siteWords(String(axes.site))))].join(', ');
}
