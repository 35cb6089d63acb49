import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
/** Set to keep the environment elsewhere, for instance in a cache of the build server. */
const FOLDER_VARIABLE = 'FIRSTBYTE_VENV';
/** The emulator's own requirement. */
const OLDEST = [3, 10] as const;

export interface Python {
  /** Its interpreter. */
  readonly python: string;
  /** The folder of its programs, such as cfn-lint. */
  readonly programs: string;
}

/**
 * A virtual environment with what requirements.txt pins, made once and again when that file changes. Without a Python that can make
 * one: undefined and one line on standard error, or where CI is set, an error.
 */
export function pythonEnvironment(): Python | undefined {
  const folder = process.env[FOLDER_VARIABLE] ?? join(ROOT, 'node_modules/.cache/firstbyte/venv');
  const programs = join(folder, 'bin');
  const found = { python: join(programs, 'python'), programs };
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const stamp = join(folder, 'requirements.sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(found.python)) return found;

  const version = systemPython();
  if (!version || version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1]))
    return without(`needs Python ${OLDEST.join('.')} or newer with venv, and found ${version?.join('.') ?? 'none'}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    run('python3', ['-m', 'venv', folder], 120_000);
    run(found.python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS], 600_000);
  } catch (error) {
    return without(`could not install ${REQUIREMENTS}: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`);
  }
  writeFileSync(stamp, wanted);
  return found;
}

function without(reason: string): undefined {
  const line = `The emulated AWS ${reason}.`;
  if (process.env.CI) throw new Error(line);
  process.stderr.write(`${line} Its tests are skipped here; where CI is set they must run.\n`);
  return undefined;
}

function systemPython(): readonly [number, number] | undefined {
  try {
    const [major, minor] = run('python3', ['-c', 'import sys, venv; print(*sys.version_info[:2])'], 30_000)
      .trim()
      .split(' ')
      .map(Number);
    return major === undefined || minor === undefined ? undefined : [major, minor];
  } catch {
    return undefined;
  }
}

function run(program: string, parameters: readonly string[], milliseconds: number): string {
  return execFileSync(program, parameters, { encoding: 'utf8', timeout: milliseconds, stdio: ['ignore', 'pipe', 'pipe'] });
}
