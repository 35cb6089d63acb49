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

/** The complete lines of a text. */
export function* parseLines(text: string): Generator<AgentLine> {
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) if (line) yield JSON.parse(line) as AgentLine;
}
