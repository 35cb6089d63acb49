import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { NamedError } from '../../lib/domain/errors.ts';
import { onCore, type Side } from './pinning.ts';

/** A profiled peer writes its profile when it ends. */
const STOP_MS = 10_000;
const running = new Set<ChildProcessByStdio<Writable, Readable, null>>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process of the bench that speaks in lines and ends with its standard input. */
export interface LineProcess {
  readonly pid: number;
  /** Writes a line and waits for one. Error: PeerFailed. */
  ask(line: string, timeoutMs: number): Promise<string>;
  /** Waits for a line. Error: PeerFailed. */
  next(timeoutMs: number): Promise<string>;
  stop(): Promise<void>;
}

export function startProcess(side: Side, name: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): LineProcess {
  const [program = '', ...rest] = onCore(side, argv);
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  running.add(child);
  const said: string[] = [];
  let over: string | undefined;
  let wake = (): void => {};
  const end = (why: string): void => {
    over ??= why;
    running.delete(child);
    wake();
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(`it ended with ${signal ?? code}`));
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line);
    wake();
  });
  const next = async (timeoutMs: number): Promise<string> => {
    const deadline = setTimeout(() => end(`it said nothing for ${timeoutMs / 1000} s`), timeoutMs);
    while (said.length === 0 && over === undefined) await new Promise<void>((resolve) => (wake = resolve));
    clearTimeout(deadline);
    const line = said.shift();
    if (line === undefined) throw new NamedError('PeerFailed', `${name}: ${over}`);
    return line;
  };
  return {
    pid: child.pid ?? 0,
    next,
    ask(line, timeoutMs) {
      child.stdin.write(`${line}\n`);
      return next(timeoutMs);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || over !== undefined) return void child.kill('SIGKILL');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.stdin.end();
      await once(child, 'exit');
      clearTimeout(late);
    },
  };
}

/** Peak resident memory of a living process, bytes. `ru_maxrss` would also count the process it was forked from. */
export function peakRssBytes(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}
