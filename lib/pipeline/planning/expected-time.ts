import { homeDistanceMs, hostEntry, hostExpectation, kindExpectation, storeExpectation } from '../../catalog/lookup.ts';
import type { KindExpectation } from '../../domain/catalog.ts';
import type { Cell } from '../../domain/cell.ts';
import { sum } from '../../domain/cost.ts';
import { type RoundSeconds, spanSeconds } from '../../domain/lanes.ts';
import type { Lane } from '../../domain/plan.ts';
import type { Member, PreparedObject, ScenarioPlan, Usage } from '../../domain/scenario.ts';
import { SEEDING_AT_ONCE } from '../seeding.ts';
import { takesTurns, turnsOf } from './turns.ts';

/** Usage of each cell, worked out once. */
export function usages(scenario: ScenarioPlan, cells: readonly Cell[]): ReadonlyMap<string, Usage> {
  return new Map(cells.filter((cell) => !cell.impossible).map((cell) => [cell.id, scenario.usage(cell)]));
}

/** Name resolution, TCP, TLS and the request: a host writes on a new connection each time, so that none is left open while it measures. */
const WRITE_ROUND_TRIPS = 4;
/** Beside its blocks a round writes that it began, its two calibrations and its end. */
const WRITES_BESIDE_BLOCKS = 4;

/**
 * A round takes as long as its blocks, writing their lines to the home region between them, and its hand-over; and no less than a host's
 * network credits allow over all rounds.
 */
export function roundSecondsOf(used: ReadonlyMap<string, Usage>, rounds: number, home: string): RoundSeconds {
  return (cells, crew) => {
    const blocks = cells.flatMap(({ id }) => used.get(id) ?? []);
    const moved = sum(blocks, (usage) => usage.bytesUp + usage.bytesDown);
    const throttled = crew.map(({ host }) => {
      const baseline = hostExpectation(host)?.baseline;
      return baseline ? (moved - baseline.creditBytes / rounds) / baseline.bytesPerSecond : 0;
    });
    const handOver = Math.max(...crew.map(({ host }) => expectedKind(host).roundSeconds));
    return Math.max(sum(blocks, (usage) => usage.seconds) + writingSeconds(cells, home), ...throttled) + handOver;
  };
}

function writingSeconds(cells: readonly Cell[], home: string): number {
  const distanceMs = homeDistanceMs(String(cells[0]?.axes.site), home);
  if (distanceMs === undefined) return 0;
  return ((cells.length + WRITES_BESIDE_BLOCKS) * (WRITE_ROUND_TRIPS * distanceMs + storeExpectation('s3').putMs)) / 1000;
}

/** An order must fit every host of its crew. */
export function orderSecondsOf(crew: readonly Member[]): number {
  return Math.min(...crew.map(({ host }) => expectedKind(host).orderSeconds));
}

/** Cells of which one round alone does not fit an order of their hosts can never be measured there: they get the figure as reason. */
export function refuseEndless(
  scenario: ScenarioPlan,
  cells: readonly Cell[],
  seconds: (cells: readonly Cell[], crew: readonly Member[]) => number,
): Cell[] {
  return cells.map((cell) => {
    if (cell.impossible) return cell;
    const crew = scenario.crew(cell);
    const [taken, most] = [seconds([cell], crew), orderSecondsOf(crew)];
    if (taken <= most) return cell;
    const hosts = crew.map(({ host }) => host).join(' and ');
    const impossible = `one round would take about ${Math.round(taken / 60)} minutes on ${hosts}, where an order may take ${most / 60}`;
    return { ...cell, impossible };
  });
}

/** From the lane's first host asked for to the end of its last round. */
export function laneSeconds(lane: Pick<Lane, 'crew' | 'rounds' | 'roundSeconds'>): number {
  return startSecondsOf(lane.crew) + lane.rounds * lane.roundSeconds;
}

/** From asking for the first host of a crew until all are ready. */
export function startSecondsOf(crew: readonly Member[]): number {
  return Math.max(...crew.map(({ host }) => expectedKind(host).startSeconds));
}

/** All lanes: those that may run together `fanOut` at a time, then those that take turns, as many queues side by side. */
export function lanesSeconds(lanes: readonly Lane[], fanOut: number): number {
  const together = lanes.filter((lane) => !takesTurns(lane)).map(laneSeconds);
  const queues = turnsOf(lanes).map((turns) => sum(turns, laneSeconds));
  return spanSeconds(together, fanOut) + spanSeconds(queues, fanOut);
}

/** What a run takes beside its lanes: set-up, writing the objects that are read (all places at once), the page, removal. */
export function aroundSeconds(lanes: readonly Lane[], pool: readonly PreparedObject[]): number {
  const hosts = new Set(lanes.flatMap(({ crew }) => crew.map(({ host }) => host)));
  const around = Math.max(0, ...[...hosts].map((host) => expectedKind(host).runSeconds));
  const places = Map.groupBy(pool, ({ store, place = store }) => place);
  return around + Math.max(0, ...[...places.values()].map(seedingSeconds));
}

function seedingSeconds(objects: readonly PreparedObject[]): number {
  const { putMs, streamBytesPerSecond, putBytesPerSecond } = storeExpectation(objects[0]?.store ?? '');
  const rate = Math.min(putBytesPerSecond, streamBytesPerSecond * SEEDING_AT_ONCE);
  return (objects.length * putMs) / 1000 / SEEDING_AT_ONCE + sum(objects, ({ bytes }) => bytes) / rate;
}

/** A host that the catalog does not know is a process of this machine. */
function expectedKind(host: string): Omit<KindExpectation, 'kind' | 'asOf' | 'source'> {
  return kindExpectation(hostEntry(host)?.kind ?? 'local') ?? UNKNOWN_KIND;
}

const UNKNOWN_KIND = { startSeconds: 0, roundSeconds: 0, runSeconds: 0, orderSeconds: Number.POSITIVE_INFINITY };
