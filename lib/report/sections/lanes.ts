import { type LaneRecord, placeOfRecord, type RunRecord } from '../../domain/run.ts';
import { count, counted, duration, given, listed, percent } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';
import { heldBack } from './instrument/held-back.ts';
import { hostFacts } from './instrument/host-facts.ts';
import { ownError } from './instrument/own-error.ts';
import { CLIENT_BOUND_RULE } from './instrument/rule.ts';
import { type LaneFigure, laneFold, OPEN_LANES, someOf } from './instrument/together.ts';
import { way } from './instrument/way.ts';

function outcomeOf({ outcome, reason, givenUp }: LaneRecord, { stores }: RunRecord): string {
  const told = reason ? `${outcome}: ${reason}` : outcome;
  // A lane stands at one site, so that a store's id says which of its places is meant.
  const named = (place: string) => stores.find((store) => placeOfRecord(store) === place)?.id ?? place;
  return [told, ...givenUp.map((one) => `${named(one.store)} ${one.reason}`)].join('; ');
}

/** Client-bound cells; a lane with most of its cells among them says so. */
function boundCells({ clientBound, instrument }: LaneRecord): string {
  if (!instrument) return count(clientBound);
  return `${count(clientBound)} of ${count(instrument.cells)}${instrument.clientBound ? ': limited by its client' : ''}`;
}

const COLUMNS = [
  { title: 'Lane', text: true, long: true },
  { title: 'host', text: true },
  { title: 'site', text: true },
  { title: 'outcome', text: true },
  { title: 'rounds' },
  { title: 'time' },
  { title: 'no operation' },
  { title: 'warm-ups' },
  { title: 'client-bound cells', text: true },
] as const;

/** `12 orders in 12 sandboxes, 11 cold`; undefined where orders need no sandbox. */
function sandboxWords({ sandboxes }: LaneRecord): string | undefined {
  return (
    sandboxes &&
    `${counted(sandboxes.orders, 'order')} in ${counted(sandboxes.count, 'sandbox', 'sandboxes')}, ${sandboxes.cold} cold`
  );
}

function laneTable(run: RunRecord, lanes = run.lanes, name = 'Lanes'): Html {
  const boxed = lanes.some(({ sandboxes }) => sandboxes);
  const rows = lanes.map((lane) => [
    lane.id,
    lane.host,
    lane.site,
    outcomeOf(lane, run),
    `${count(lane.rounds.done)}/${count(lane.rounds.planned)}`,
    duration(lane.seconds),
    percent(lane.overhead),
    percent(lane.warmupShare),
    boundCells(lane),
    ...(boxed ? [sandboxWords(lane) ?? '–'] : []),
  ]);
  return table(name, boxed ? [...COLUMNS, { title: 'sandboxes', text: true }] : COLUMNS, rows);
}

const FIGURES: readonly LaneFigure[] = [
  { title: 'time', of: ({ seconds }) => seconds, print: duration },
  { title: 'no operation', of: ({ overhead }) => overhead, print: percent },
  { title: 'client-bound cells', of: ({ clientBound }) => clientBound, print: count },
];

/** All lanes; where they are folded, those that did not go as planned stand before the fold, while they are few themselves. */
function allLanes(run: RunRecord): Child {
  const astray = run.lanes.filter(
    ({ outcome, rounds, givenUp }) => outcome !== 'measured' || rounds.done < rounds.planned || givenUp.length > 0,
  );
  const apart = run.lanes.length > OPEN_LANES && astray.length > 0;
  return html`${laneFold('Lanes', run.lanes, FIGURES, laneTable(run))}${
    apart &&
    html`<p>${counted(astray.length, 'lane')} of ${count(run.lanes.length)} did not go as planned${astray.length > OPEN_LANES ? `: ${someOf(astray.map(({ id }) => id))}` : ':'}</p>${
      astray.length <= OPEN_LANES && laneTable(run, astray, 'Lanes that did not go as planned')
    }`
  }`;
}

/** Which lanes most of all must not be read as their stores' speed. */
function limited({ lanes: all }: RunRecord): Html | false {
  const names = all.filter(({ instrument }) => instrument?.clientBound).map(({ id }) => id);
  return (
    names.length > 0 &&
    html`<p class="banner loud" role="note"><b>${names.length > OPEN_LANES ? someOf(names) : listed(names)}: limited by the client</b> in most cells. What stands there is a floor for the stores, not their speed.</p>`
  );
}

/** ` (2.05 to 2.11 ms)`: what the loopback servers gave, as medians of each calibration. */
function delays({ lanes: all }: RunRecord): string {
  const medians = all.flatMap((lane) => lane.calibration.map(({ givenMs }) => givenMs)).toSorted((a, b) => a - b);
  const ends = new Set([medians[0], medians.at(-1)].flatMap((ms) => (ms === undefined ? [] : [given(ms)])));
  return ends.size > 0 ? ` (${[...ends].join(' to ')} ms)` : '';
}

/** The instrument itself: every lane with its own error, its overhead and what the host said about itself. */
export function lanes(run: RunRecord): Html {
  const bound = run.cells.filter((cell) => cell.clientBound).length;
  if (run.lanes.length === 0) return section('instrument', 'The instrument', html`<p class="none">No lane ran.</p>`);
  return section(
    'instrument',
    'The instrument',
    html`<p>${counted(bound, 'cell')} had the client as bottleneck. ${CLIENT_BOUND_RULE}</p>`,
    limited(run),
    allLanes(run),
    html`<h3>Own error</h3><p>Before and after each order the measuring program measures itself over plain HTTP and over TLS, on open connections, against a loopback server: one on its own machine whose delay is known${delays(run)}.
      What it reads too much stands here; over TLS that holds the encryption at both ends. It is printed, never subtracted.</p>`,
    ownError(run),
    html`<h3>What held the client back</h3><p>In its blocks, each as a whole: signing and encoding before the clock starts are in these figures and in no time of an operation. CPU is that of the thread that measures, as a share of one core. Loop delay: how late the event loop was, as the median over blocks of their median and of their 99th percentile, and the largest of these. GC pauses stop the program to collect garbage; short-lived garbage is collected between operations, so that most pauses are in no time of one. Throttled: held back by a quota. No core free: ready to run, without a core. Switched out: had to give up a core.</p>`,
    heldBack(run),
    html`<h3>Connections</h3><p>Of the warm-ups too. No TLS session is ever resumed. Addresses are counted by store, and listed where they are a provider’s own.</p>`,
    way(run),
    hostFacts(run),
  );
}
