import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleAgent } from '../../agent/bundle.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where everything the bench builds or writes on the way lies; ignored by git. */
export const PRODUCTS = `${ROOT}out/bench/`;
export const source = (path: string): string => `${ROOT}${path}`;

const MINUTES_MS = 60_000;

/** Runs a program to its end; its last line of complaint, or undefined when it succeeded. */
export function complaint(program: string, args: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}): string | undefined {
  const done = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 5 * MINUTES_MS, env: { ...process.env, ...env } });
  if (done.status === 0) return undefined;
  if (done.error)
    return (done.error as NodeJS.ErrnoException).code === 'ENOENT' ? `${program} is not installed` : done.error.message;
  const lines = done.stderr.trim().split('\n');
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? `exit code ${done.status}`;
}

/** One program in C. Returns why it could not be built. */
export const buildC = (from: string, to: string): string | undefined =>
  complaint('gcc', ['-O2', '-pthread', '-o', `${PRODUCTS}${to}`, source(from), '-lssl', '-lcrypto']);

/** A Go module without dependencies; needs no network. */
export const buildGo = (folder: string, to: string): string | undefined =>
  complaint('go', ['build', '-o', `${PRODUCTS}${to}`, '.'], source(folder), {
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=mod',
    GOCACHE: process.env.GOCACHE ?? `${PRODUCTS}go-cache`,
  });

/** The raw engine, bundled as the agent is. */
export const buildRaw = (to: string): Promise<void> => bundleAgent(source('bench/peers/raw/entry.ts'), `${PRODUCTS}${to}`);

/** A file of that many zero bytes that takes no space: only its reading is measured, and reading comes from memory. */
export function sparseFile(path: string, bytes: number): void {
  if (existsSync(path) && statSync(path).size === bytes) return;
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  writeFileSync(path, '');
  truncateSync(path, bytes);
}
