import type { Lane } from '../domain/plan.ts';
import type { AgentLine } from '../domain/sample.ts';
import type { Records } from './ports.ts';
import { linesKey } from './run-records.ts';

/** Every complete line the agents of a lane wrote, round by round: one cut off by a crash is left out. */
export async function* readLines(records: Records, lane: Lane): AsyncGenerator<AgentLine> {
  for (const member of lane.crew)
    for (let round = 0; round < lane.rounds; round++)
      yield* parseLines((await records.read(linesKey(lane.id, member.role, round))) ?? '');
}

/** The whole lines of a text. What is no line (a write that a crash or a full disk cut off) is left out. */
export function* parseLines(text: string): Generator<AgentLine> {
  for (const line of text.split('\n')) {
    try {
      if (line) yield JSON.parse(line) as AgentLine;
    } catch {
      // Cut off: at most the block that was being written.
    }
  }
}
