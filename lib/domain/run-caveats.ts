import type { RunRecord, StoreRecord } from './run.ts';
import { placeOfRecord } from './run.ts';

/** What differs between two sides besides what is compared, one sentence each, most important first. A difference may be due to any of it. */
export function caveatsOf(a: readonly RunRecord[], b: readonly RunRecord[]): string[] {
  const differs = (what: string, values: (run: RunRecord) => readonly string[]): string[] => {
    const [ofA, ofB] = [a, b].map((side) => [...new Set(side.flatMap(values))].sort().join(', '));
    return ofA === ofB ? [] : [`${what} differ: ${ofA || 'none'} in A, ${ofB || 'none'} in B.`];
  };
  const twice = repeated([...a, ...b].map(({ id }) => id));
  const single = a.length === 1 && b.length === 1;
  return [
    ...(twice.length > 0 ? [`Given more than once: ${twice.join(', ')}. A run compared with itself shows no difference.`] : []),
    ...(single
      ? [
          'One run a side: intervals hold what changed from round to round within each run. What another day, another host or another route would change is not in them; give several runs a side for that (A1,A2 B1,B2).',
        ]
      : []),
    ...unfinished('A', a),
    ...unfinished('B', b),
    ...differs('Kinds of store', ({ standIns }) => [standIns ? 'stand-ins on one machine' : 'real services']),
    ...storesThatChanged(a, b),
    ...differs('Versions of firstbyte', ({ firstbyte }) => [firstbyte]),
    ...differs('Presets', ({ preset }) => [preset]),
    ...differs('Planned rounds', ({ rounds }) => [String(rounds.planned)]),
    ...differs('Seeds of order and content', ({ seed }) => [String(seed)]),
    ...factsThatChanged(a, b),
  ];
}

function unfinished(name: string, side: readonly RunRecord[]): string[] {
  return side.filter(({ status }) => status !== 'complete').map(({ id, status }) => `${id} (${name}) is ${status}.`);
}

/** Stores of one id that were something else in the other side: a stand-in of another shape, an endpoint somewhere else. */
function storesThatChanged(a: readonly RunRecord[], b: readonly RunRecord[]): string[] {
  const described = (side: readonly RunRecord[]) => {
    const places = Map.groupBy(
      side.flatMap(({ stores }) => stores.filter(({ skipped }) => skipped === undefined)),
      placeOfRecord,
    );
    return new Map([...places].map(([place, records]) => [place, [...new Set(records.map(description))].sort().join(' | ')]));
  };
  const [ofA, ofB] = [described(a), described(b)];
  return [...ofA].flatMap(([place, before]) => {
    const after = ofB.get(place);
    return after === undefined || after === before ? [] : [`Store ${place} differs: ${before} in A, ${after} in B.`];
  });
}

function description({ kind, site, shape }: StoreRecord): string {
  const shaped = shape && `${shape.delayMs} ± ${shape.jitterMs} ms, ${shape.bytesPerSecond} B/s${shape.faults ? ', faults' : ''}`;
  return [kind, site, shaped].filter(Boolean).join(', ');
}

/** Facts that may move a measurement; a run's own numbers, such as the time a sandbox took to start, are not among them. */
const FACTS = [
  'node',
  'openssl',
  'kernel',
  'cpuModel',
  'cpus',
  'memoryBytes',
  'congestionControl',
  'type',
  'zone',
  'image',
] as const;

function factsThatChanged(a: readonly RunRecord[], b: readonly RunRecord[]): string[] {
  const valuesOf = (side: readonly RunRecord[], host: string, site: string, fact: string) =>
    [
      ...new Set(
        side
          .flatMap(({ lanes }) => lanes)
          .filter((lane) => lane.host === host && lane.site === site)
          .flatMap(({ facts }) => (facts[fact] === undefined || facts[fact] === null ? [] : String(facts[fact]))),
      ),
    ]
      .sort()
      .join(', ');
  const hosts = new Map(a.flatMap(({ lanes }) => lanes).map(({ host, site }) => [`${host} ${site}`, { host, site }]));
  return [...hosts.values()].flatMap(({ host, site }) => {
    const changed = FACTS.flatMap((fact) => {
      const [before, after] = [valuesOf(a, host, site, fact), valuesOf(b, host, site, fact)];
      return before === after || before === '' || after === '' ? [] : [`${fact} ${before} -> ${after}`];
    });
    return changed.length > 0 ? [`Host ${host} in ${site} differs: ${changed.join('; ')}.`] : [];
  });
}

function repeated(items: readonly string[]): string[] {
  return [...new Set(items.filter((item, at) => items.indexOf(item) !== at))];
}
