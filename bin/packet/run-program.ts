import { spawn } from 'node:child_process';
import type { Interruption } from './interruption.ts';

export interface HowToRun {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly output?: 'inherit' | 'ignore';
  /** Gets this program's signals handed on; without it the program runs to its end. */
  readonly interruption?: Interruption;
}

/**
 * Exit code of a program; 127 when it is not there. It runs in a group of its own: Ctrl-C of a terminal reaches a whole group, and a
 * program that gets it twice, from there and from here, may give up at once.
 */
export function runProgram(program: string, args: readonly string[], how: HowToRun): Promise<number> {
  const { cwd, env, output = 'inherit', interruption } = how;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
    interruption?.handTo(child);
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
