import { placeOf } from '../domain/cell.ts';
import type { Plan } from '../domain/plan.ts';
import { type AgentLine, isSample } from '../domain/sample.ts';
import type { Ports } from './ports.ts';
import { parseLines } from './read-lines.ts';
import { type GivenUp, linesKey, RECORD } from './run-records.ts';

/** A store that throttles works and says so: that is a result, and the next round may go better. */
const NEVER_FINAL = 'Throttled';

/**
 * Stores this lane no longer tries: a whole round of theirs passed without one success, and further rounds would only wait for
 * their time-outs. Other lanes may still reach them. Judged from the round before `round`, kept, and shown on the page.
 */
export async function givenUpStores(
  ports: Ports,
  plan: Plan,
  lane: string,
  role: string,
  round: number,
): Promise<readonly GivenUp[]> {
  const before = (await RECORD.givenUp.read(ports.records, lane)) ?? [];
  if (round === 0) return before;
  const storeOf = new Map(plan.cells.map((cell) => [cell.id, placeOf(cell)]));
  const lines = parseLines((await ports.records.read(linesKey(lane, role, round - 1))) ?? '');
  const silent = [...failuresWithoutSuccess(lines, storeOf)].map(([store, names]) => ({
    store,
    reason: `given up after round ${round}, in which nothing succeeded: ${[...names].join(', ')}`,
  }));
  const all = [...before, ...silent];
  if (silent.length > 0) await RECORD.givenUp.write(ports.records, all, lane);
  return all;
}

/** Failure names of the stores that had failures only. */
function failuresWithoutSuccess(
  lines: Iterable<AgentLine>,
  storeOf: ReadonlyMap<string, string | undefined>,
): Map<string, Set<string>> {
  const failures = new Map<string, Set<string>>();
  const working = new Set<string>();
  for (const line of lines) {
    if (!isSample(line)) continue;
    const store = storeOf.get(line.cell);
    if (store === undefined) continue;
    if (line.error === null || line.error.name === NEVER_FINAL) working.add(store);
    else failures.set(store, (failures.get(store) ?? new Set()).add(line.error.name));
  }
  for (const store of working) failures.delete(store);
  return failures;
}
