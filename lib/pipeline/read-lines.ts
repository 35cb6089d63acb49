import type { Lane } from '../domain/plan.ts';
import type { AgentLine } from '../domain/sample.ts';
import type { Records } from './ports.ts';
import { linesKey } from './run-records.ts';

/** Every complete line the agents of a lane wrote, round by round: one cut off by a crash is left out. */
export async function* readLines(records: Records, lane: Lane): AsyncGenerator<AgentLine> {
  for await (const text of readTexts(records, lane)) yield* parseLines(text);
}

/** The same as texts, one for each order and never more: who has much to read parses them without waiting between two lines. */
export async function* readTexts(records: Records, lane: Lane): AsyncGenerator<string> {
  for (const member of lane.crew)
    for (let round = 0; round < lane.rounds; round++) yield (await records.read(linesKey(lane.id, member.role, round))) ?? '';
}

/** The whole lines of a text. What is no line (a write that a crash or a full disk cut off) is left out. */
export function* parseLines(text: string): Generator<AgentLine> {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = parsed(text.slice(at, end));
    if (line) yield line;
    at = end + 1;
  }
}

function parsed(line: string): AgentLine | undefined {
  try {
    return line ? (JSON.parse(line) as AgentLine) : undefined;
  } catch {
    // Cut off: at most the block that was being written.
    return undefined;
  }
}
