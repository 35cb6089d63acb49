import { hostEntry, pairEntry, storeEntry } from '../../catalog/lookup.ts';
import { SUBSTITUTES } from '../../catalog/substitutes.ts';
import type { Cell } from '../../domain/cell.ts';
import type { HostRecord, StoreRecord } from '../../domain/run.ts';
import type { ScenarioPlan } from '../../domain/scenario.ts';

/** A store's record for each of its regions that cells use; `own` describes what the catalog does not know, or describes it better. */
export function storeRecords(cells: readonly Cell[], own: readonly StoreRecord[]): StoreRecord[] {
  const records = new Map<string, StoreRecord>();
  for (const { axes, pair } of cells) {
    if (axes.store === undefined) continue;
    const record = own.find(({ id }) => id === axes.store) ?? storeRecord(String(axes.store), pair);
    records.set(`${record.id} ${record.site}`, record);
  }
  return [...records.values()];
}

function storeRecord(id: string, pair: string | undefined): StoreRecord {
  const entry = storeEntry(id);
  if (!entry) return { id, title: id, site: 'as configured', kind: 'object' };
  const region = pairEntry(pair ?? '')?.stores?.[id]?.region;
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
export function hostRecords(scenario: ScenarioPlan, cells: readonly Cell[]): HostRecord[] {
  const ids = new Set(cells.flatMap((cell) => scenario.crew(cell).map(({ host }) => host)));
  const substituted = new Set(cells.flatMap((cell) => cell.substitutes ?? []));
  return [...ids].map((id) => hostRecord(id, substituted));
}

function hostRecord(id: string, substituted: ReadonlySet<string>): HostRecord {
  const entry = hostEntry(id);
  const standsFor = SUBSTITUTES.find(({ asked, substitute }) => substitute === id && substituted.has(asked));
  const notes = [
    ...(entry?.retired ? [`gone since ${entry.retired.on}: ${entry.retired.reason}`] : []),
    ...(standsFor ? [`stands in for ${standsFor.asked}: ${standsFor.reason}`] : []),
    ...(entry?.note ? [entry.note] : []),
  ];
  return { id, title: entry?.title ?? id, kind: entry?.kind ?? 'local', ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}
