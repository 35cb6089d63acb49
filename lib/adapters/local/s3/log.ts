import { closeSync, fstatSync, openSync, write, writeSync } from 'node:fs';
import { NamedError } from '../../../domain/errors.ts';
import type { TruthLine } from '../../../pipeline/ports.ts';

/**
 * What was really done to one request. `request` is the answer's x-amz-request-id, `status` 0 where nothing that is HTTP was
 * answered, `bytes` the payload sent by a get or stored by a put; the rest of TruthLine as it says.
 */
export interface LogLine extends Omit<TruthLine, 'operation'> {
  /** `get`: GetObject. `put`: PutObject and UploadPart. Only these are shaped. */
  readonly operation: 'get' | 'put' | 'other';
  /** S3's name of the operation, `Unknown` where it has none. */
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  /** Delay drawn from the shape for this request, milliseconds. */
  readonly wantedDelayMs: number;
  /** Request head -> last body byte received, milliseconds; 0 without a body. */
  readonly uploadMs: number;
  /** When the request's head was received, milliseconds since 1970. */
  readonly at: number;
  /** The S3 code of an error. */
  readonly error?: string;
  readonly fault?: string;
  /** The client went away first. */
  readonly aborted?: true;
}

export interface RequestLog {
  write(line: LogLine): void;
  close(): void;
}

const FLUSH_MS = 100;

/**
 * Collects lines and appends them at least every 100 ms, off the event loop, and at `close`. A write that is under way at
 * close is done again at the same position: whichever ends last writes the same bytes. Throws `LogNotWritable`.
 */
export function openLog(path: string, onError: (error: Error) => void): RequestLog {
  let fd: number;
  try {
    fd = openSync(path, 'a+');
    closeSync(fd);
    fd = openSync(path, 'r+'); // positions count only in a file that was not opened for appending
  } catch (cause) {
    throw new NamedError('LogNotWritable', `cannot write to ${path}: ${(cause as Error).message}`, { cause });
  }
  let position = fstatSync(fd).size;
  let lines: string[] = [];
  let underway: Buffer | undefined;

  const flush = () => {
    if (underway || lines.length === 0) return;
    underway = Buffer.from(lines.join(''));
    lines = [];
    write(fd, underway, 0, underway.length, position, (error) => {
      if (error) onError(error);
      position += underway?.length ?? 0;
      underway = undefined;
    });
  };
  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  return {
    write: (line) => void lines.push(`${JSON.stringify(line)}\n`),
    close() {
      clearInterval(timer);
      const rest = Buffer.concat([underway ?? Buffer.alloc(0), Buffer.from(lines.join(''))]);
      lines = [];
      writeSync(fd, rest, 0, rest.length, position);
    },
  };
}
