import type { Plan } from '../domain/plan.ts';
import { type AgentLine, isSample } from '../domain/sample.ts';
import type { Ports } from './ports.ts';
import { parseLines } from './read-lines.ts';
import { linesKey, RECORD } from './run-records.ts';

/**
 * Stores this lane no longer tries: a whole round of theirs passed without one success, and further rounds would only wait for
 * their time-outs. Other lanes may still reach them. Judged from the round before `round`, and kept.
 */
export async function givenUpStores(
  ports: Ports,
  plan: Plan,
  lane: string,
  role: string,
  round: number,
): Promise<ReadonlySet<string>> {
  const before = (await RECORD.givenUp.read(ports.records, lane)) ?? [];
  if (round === 0) return new Set(before);
  const storeOf = new Map(plan.cells.map(({ id, axes }) => [id, axes.store]));
  const lines = parseLines((await ports.records.read(linesKey(lane, role, round - 1))) ?? '');
  const dead = [...before, ...storesWithoutSuccess(lines, storeOf)];
  if (dead.length > before.length) await RECORD.givenUp.write(ports.records, dead, lane);
  return new Set(dead);
}

function storesWithoutSuccess(lines: Iterable<AgentLine>, storeOf: ReadonlyMap<string, string | number | undefined>): string[] {
  const succeeded = new Map<string, boolean>();
  for (const line of lines) {
    if (!isSample(line)) continue;
    const store = storeOf.get(line.cell);
    if (store !== undefined) succeeded.set(String(store), succeeded.get(String(store)) === true || line.error === null);
  }
  return [...succeeded].filter(([, once]) => !once).map(([store]) => store);
}
