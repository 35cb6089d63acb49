import { bodyReader } from '../../../../agent/engine/body.ts';
import { type Head, HeadReader } from '../../../../agent/engine/head.ts';

/** What the parsers alone make of some bytes: an outcome to compare, without a socket. */
export interface Parsed {
  readonly status: number | undefined;
  readonly payload: string;
  readonly complete: boolean;
  /** Where the response ended, in bytes. */
  readonly stop: number;
}

/** Reads one final response in these pieces through one buffer that is overwritten after each read, as the engine's is. Throws as it does. */
export function parse(parts: readonly string[]): Parsed {
  const shared = Buffer.alloc(Math.max(0, ...parts.map((part) => part.length)) + 8);
  const payload: Buffer[] = [];
  let reader = new HeadReader();
  let head: Head | undefined;
  let body: ReturnType<typeof bodyReader> | undefined;
  let stop = 0;
  for (const part of parts) {
    if (body?.done) break;
    const end = 4 + shared.write(part, 4, 'latin1');
    let at = 4;
    while (!head && at < end) {
      at = reader.feed(shared, at, end);
      head = reader.head && reader.head.status >= 200 ? reader.head : undefined;
      if (head) body = bodyReader(head.framing, (chunk, from, to) => payload.push(Buffer.from(chunk.subarray(from, to))));
      else if (reader.head) reader = new HeadReader();
    }
    if (body) at = body.feed(shared, at, end);
    stop += at - 4;
    shared.fill(0x58);
  }
  const complete = body?.done ?? false;
  return { status: head?.status, payload: Buffer.concat(payload).toString('latin1'), complete, stop };
}

/** The outcome, or the name of the error. */
export function outcomeOf(parts: readonly string[]): Parsed | string {
  try {
    return parse(parts);
  } catch (error) {
    return (error as Error).name;
  }
}
