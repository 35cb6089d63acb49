import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface Command {
  readonly pid: number;
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

export interface How {
  readonly env?: Readonly<Record<string, string>>;
  /** Start from an empty environment, with nothing but PATH. */
  readonly emptyEnv?: boolean;
  readonly cwd?: string;
  /** Ends the command when it takes longer, seconds. */
  readonly within?: number;
}

/** Starts the command line as a user does: whatever `node` is first in PATH runs launch.cjs. */
export function start(args: readonly string[], how: How = {}): Command {
  return startProgram('node', ['bin/launch.cjs', ...args], how);
}

/** The command line from start to end. */
export function run(args: readonly string[], how: How = {}): Promise<Ended> {
  return start(args, how).ended;
}

export function startProgram(
  program: string,
  args: readonly string[],
  { env = {}, emptyEnv = false, cwd = ROOT, within = 100 }: How = {},
): Command {
  const began = performance.now();
  const base = emptyEnv ? { PATH: process.env.PATH } : withoutNpm(process.env);
  const child = spawn(program, args, { cwd, env: { ...base, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  const tooLong = setTimeout(() => child.kill('SIGKILL'), within * 1000);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    // `exit`, not `close`: a process that is left behind holds the pipes open, and is found by looking for it.
    child.once('exit', (code, signal) => {
      clearTimeout(tooLong);
      setTimeout(() => resolve({ code, signal, ...text, seconds: (performance.now() - began) / 1000 }), 50);
    });
  });
  return { pid: child.pid ?? -1, child, stdout: () => text.stdout, stderr: () => text.stderr, ended };
}

/** Tests may themselves run under npm: the commands they start must not take that npm for their own. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('npm_') && name !== 'FIRSTBYTE_LAUNCHER'));
}

/** Waits until `condition` gives something; fails with `what` after `within` seconds. */
export async function until<T>(what: string, condition: () => T | undefined | false, within = 30): Promise<T> {
  const end = performance.now() + within * 1000;
  while (performance.now() < end) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within ${within} s: ${what}`);
}
