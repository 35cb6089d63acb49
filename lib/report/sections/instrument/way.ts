import type { RemoteAddresses } from '../../../domain/lane-instrument.ts';
import { type LaneRecord, placeOfRecord, type RunRecord } from '../../../domain/run.ts';
import { count, number } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { table } from '../../parts.ts';
import { laneFold } from './together.ts';

const fact = ({ facts }: LaneRecord, name: string): string => String(facts[name] ?? 'unknown');

function slowStart(lane: LaneRecord): string {
  const value = lane.facts.slowStartAfterIdle;
  return value === 1 ? 'on' : value === 0 ? 'off' : fact(lane, 'slowStartAfterIdle');
}

const COLUMNS = [
  { title: 'Lane', text: true, long: true },
  { title: 'congestion control', text: true },
  { title: 'slow start after idle', text: true },
  { title: 'TLS handshakes: full' },
  { title: 'resumed' },
  { title: 'remote addresses', text: true },
] as const;

/** How each lane's connections were made, and to how many addresses; those of providers are listed. */
export function way(run: RunRecord): Html {
  // A lane stands at one site, so that a store's id says which of its places is meant.
  const named = ({ place }: RemoteAddresses) => run.stores.find((store) => placeOfRecord(store) === place)?.id ?? place;
  const rows = run.lanes.map((lane) => {
    const { handshakes, addresses = [] } = lane.instrument ?? {};
    return [
      lane.id,
      fact(lane, 'congestionControl'),
      slowStart(lane),
      handshakes ? count(handshakes.full) : number(undefined),
      handshakes ? count(handshakes.resumed) : number(undefined),
      addresses.map((one) => `${named(one)} ${count(one.count)}`).join(', ') || number(undefined),
    ];
  });
  const listed = run.lanes.flatMap((lane) =>
    (lane.instrument?.addresses ?? []).flatMap((one) => (one.list ? [[lane.id, named(one), one.list.join(' ')]] : [])),
  );
  const figures = [
    { title: 'TLS handshakes resumed', of: ({ instrument }: LaneRecord) => instrument?.handshakes?.resumed, print: count },
  ];
  return html`${laneFold('Connections', run.lanes, figures, table('Connections', COLUMNS, rows))}${
    listed.length > 0 &&
    html`<details><summary>Addresses of the providers</summary>${table(
      'Addresses',
      [
        { title: 'Lane', text: true, long: true },
        { title: 'store', text: true },
        { title: 'addresses', text: true },
      ],
      listed,
    )}</details>`
  }`;
}
