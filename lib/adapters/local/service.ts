import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { NamedError, oneLine } from '../../domain/errors.ts';

const READY_WITHIN_MS = 10_000;
const TERM_AFTER_MS = 1_000;
const KILL_AFTER_MS = 3_000;
const STDERR_TAIL_CHARS = 4_096;
// A grandchild may hold the pipe open for longer than its parent lives.
const STDERR_WAIT_MS = 500;

export interface ServiceExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server of ours in a child process. */
export interface Service {
  readonly port: number;
  readonly pid: number;
  /** The whole line with which the child reported that it is ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly exited: Promise<ServiceExit>;
  /** Ends the child's stdin, then SIGTERM after 1 s and SIGKILL after 3 s. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts `entry` (a .ts or .mjs file) with `config` as one JSON line on its stdin. The pipe stays open: it is the
 * child's lifeline, so that a child ends even when this process is killed.
 * Throws the NamedError the child reports, or `ServiceFailed` when it exits, stays silent for 10 s or says something else.
 */
export async function startService(entry: string, config: unknown, readyWithinMs = READY_WITHIN_MS): Promise<Service> {
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'pipe'] });
  const stderr = tail(child.stderr);
  const exited = exitOf(child);
  const stop = stopper(child, exited);
  // A child that died early breaks this pipe; `exited` already tells that story.
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(config)}\n`);
  try {
    const ready = parseReady(await firstLine(child, exited, readyWithinMs));
    return { port: ready.port, pid: child.pid as number, ready, exited, stop };
  } catch (error) {
    await stop();
    const said = await stderr();
    if (!(error instanceof NamedError) || said === '') throw error;
    throw new NamedError(error.name, `${error.message}; it wrote: ${said}`, { cause: error });
  }
}

function exitOf(child: ChildProcess): Promise<ServiceExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

async function firstLine(child: ChildProcess, exited: Promise<ServiceExit>, withinMs: number): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      const fail = (message: string) => reject(new NamedError('ServiceFailed', message));
      // Later lines are read and dropped: a full pipe would block the child.
      lines.on('line', resolve);
      child.once('error', (error) => fail(`the child process did not start: ${oneLine(error)}`));
      // `close` comes after the last line, `exit` may overtake it.
      lines.once(
        'close',
        () => void exited.then((exit) => fail(`the child process ended (${describe(exit)}) before it was ready`)),
      );
      timer = setTimeout(() => fail(`the child process was not ready within ${withinMs / 1000} s`), withinMs);
    });
  } finally {
    clearTimeout(timer);
  }
}

function parseReady(line: string): Readonly<Record<string, unknown>> & { readonly port: number } {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    said = undefined;
  }
  if (isRecord(said)) {
    if (isRecord(said.error)) throw new NamedError(String(said.error.name), String(said.error.message));
    if (said.ready === true && typeof said.port === 'number') return { ...said, port: said.port };
  }
  throw new NamedError('ServiceFailed', `the child process reported neither ready nor an error but: ${line.slice(0, 200)}`);
}

function stopper(child: ChildProcess, exited: Promise<ServiceExit>): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= (async () => {
      child.stdin?.end();
      const term = setTimeout(() => child.kill('SIGTERM'), TERM_AFTER_MS);
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await exited;
      clearTimeout(term);
      clearTimeout(kill);
    })();
    return stopping;
  };
}

/** Reads a stream to its end and gives its last characters, on one line; waits a moment for what is still in the pipe. */
function tail(stream: NodeJS.ReadableStream): () => Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(-STDERR_TAIL_CHARS);
  });
  const ended = new Promise((resolve) => stream.once('end', resolve));
  return async () => {
    await Promise.race([ended, sleep(STDERR_WAIT_MS, undefined, { ref: false })]);
    return text.trim().replaceAll(/\s+/g, ' ');
  };
}

function describe(exit: ServiceExit): string {
  return exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
