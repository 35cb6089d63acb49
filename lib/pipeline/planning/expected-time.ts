import { hostEntry, hostExpectation, kindExpectation, storeExpectation } from '../../catalog/lookup.ts';
import type { Cell } from '../../domain/cell.ts';
import { sum } from '../../domain/cost.ts';
import { type RoundSeconds, spanSeconds } from '../../domain/lanes.ts';
import type { Lane } from '../../domain/plan.ts';
import type { PreparedObject, ScenarioPlan, Usage } from '../../domain/scenario.ts';
import { SEEDING_AT_ONCE } from '../seeding.ts';

/** Usage of each cell, worked out once. */
export function usages(scenario: ScenarioPlan, cells: readonly Cell[]): ReadonlyMap<string, Usage> {
  return new Map(cells.filter((cell) => !cell.impossible).map((cell) => [cell.id, scenario.usage(cell)]));
}

/** A round takes as long as its blocks and its hand-over, and no less than a host's network credits allow over all rounds. */
export function roundSecondsOf(used: ReadonlyMap<string, Usage>, rounds: number): RoundSeconds {
  return (cells, crew) => {
    const blocks = cells.flatMap(({ id }) => used.get(id) ?? []);
    const moved = sum(blocks, (usage) => usage.bytesUp + usage.bytesDown);
    const throttled = crew.map(({ host }) => {
      const baseline = hostExpectation(host)?.baseline;
      return baseline ? (moved - baseline.creditBytes / rounds) / baseline.bytesPerSecond : 0;
    });
    const handOver = Math.max(...crew.map(({ host }) => expectedKind(host).roundSeconds));
    return (
      Math.max(
        sum(blocks, (usage) => usage.seconds),
        ...throttled,
      ) + handOver
    );
  };
}

/** From the lane's first host asked for to the end of its last round. */
export function laneSeconds(lane: Pick<Lane, 'crew' | 'rounds' | 'roundSeconds'>): number {
  return Math.max(...lane.crew.map(({ host }) => expectedKind(host).startSeconds)) + lane.rounds * lane.roundSeconds;
}

/** All lanes: small ones `fanOut` at a time, then the bulk lanes of a site in turn and sites side by side. */
export function lanesSeconds(lanes: readonly Lane[], fanOut: number): number {
  const small = lanes.filter(({ phase }) => phase === 'small').map(laneSeconds);
  const bulk = Map.groupBy(
    lanes.filter(({ phase }) => phase === 'bulk'),
    ({ site }) => site,
  );
  return spanSeconds(small, fanOut) + Math.max(0, ...[...bulk.values()].map((turns) => sum(turns, laneSeconds)));
}

/** What a run takes beside its lanes: set-up, writing the objects that are read, the page, removal. */
export function aroundSeconds(lanes: readonly Lane[], pools: readonly (readonly PreparedObject[])[]): number {
  const hosts = new Set(lanes.flatMap(({ crew }) => crew.map(({ host }) => host)));
  const around = Math.max(0, ...[...hosts].map((host) => expectedKind(host).runSeconds));
  return (
    around + Math.max(0, ...pools.flatMap((pool) => [...Map.groupBy(pool, ({ store }) => store).values()].map(seedingSeconds)))
  );
}

function seedingSeconds(objects: readonly PreparedObject[]): number {
  const { putMs, streamBytesPerSecond, putBytesPerSecond } = storeExpectation(objects[0]?.store ?? '');
  const rate = Math.min(putBytesPerSecond, streamBytesPerSecond * SEEDING_AT_ONCE);
  return (objects.length * putMs) / 1000 / SEEDING_AT_ONCE + sum(objects, ({ bytes }) => bytes) / rate;
}

/** A host that the catalog does not know is a process of this machine. */
function expectedKind(host: string): {
  readonly startSeconds: number;
  readonly roundSeconds: number;
  readonly runSeconds: number;
} {
  return kindExpectation(hostEntry(host)?.kind ?? 'local') ?? { startSeconds: 0, roundSeconds: 0, runSeconds: 0 };
}
