import { vi } from 'vitest';
import type { Ended, How } from './command.ts';

/** What the entry of the command line does is done once a module: each call needs another one. */
let calls = 0;

/**
 * The command line from its arguments to its exit code, in this process: as `run` of command.ts without the second that a process takes
 * to start. For commands that end by themselves and heed no signal. One at a time.
 */
export async function runHere(
  args: readonly string[],
  { env = {}, emptyEnv = false }: Pick<How, 'env' | 'emptyEnv'> = {},
): Promise<Ended> {
  const began = performance.now();
  const text = { stdout: '', stderr: '' };
  const keep = (name: 'stdout' | 'stderr') => (chunk: unknown) => {
    text[name] += String(chunk);
    return true;
  };
  const line = (name: 'stdout' | 'stderr') => (chunk: unknown) => void keep(name)(`${String(chunk)}\n`);
  // Vitest takes the console for itself: what is printed goes past the streams.
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('stderr')),
    vi.spyOn(console, 'log').mockImplementation(line('stdout')),
    vi.spyOn(console, 'error').mockImplementation(line('stderr')),
  ];
  const before = { argv: process.argv, env: process.env };
  process.argv = ['node', 'firstbyte', ...args];
  process.env = { ...(emptyEnv ? { PATH: before.env.PATH } : before.env), ...env };
  process.exitCode = 0;
  try {
    const entry = '../../bin/firstbyte.ts';
    await import(/* @vite-ignore */ `${entry}?call=${++calls}`);
    return { ...text, code: Number(process.exitCode), signal: null, seconds: (performance.now() - began) / 1000 };
  } finally {
    Object.assign(process, before);
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}
