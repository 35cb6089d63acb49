import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';

/** Where one run lives: what people read at the top, what only the run needs under `work`. */
export interface RunFolder {
  readonly top: string;
  readonly work: string;
  readonly records: string;
  readonly stores: string;
}

/** Makes a new run's folders. Throws BadInput when `out` cannot be written. */
export function makeRunFolder(out: string, run: string): RunFolder {
  const top = resolve(out, run);
  const work = join(top, 'work');
  const folder = { top, work, records: join(work, 'records'), stores: join(work, 'stores') };
  try {
    for (const path of [folder.records, folder.stores]) makeFolder(path);
    accessSync(folder.records, constants.W_OK);
    writeFileSync(join(work, RUNNER), String(process.pid));
  } catch (error) {
    throw notWritable(resolve(out), oneLine(error));
  }
  return folder;
}

/** Makes a folder and those above it, one by one: Node's own recursion never ends below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
}

export function notWritable(out: string, why: string): BadInput {
  return new BadInput(`${out} cannot be written (${why}): free it or choose another folder with --out.`);
}

/** Names the process that measures, as long as it lives. */
const RUNNER = 'pid';

/** The process that still measures into this folder; undefined when it is gone. */
export function runnerOf(work: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(work, RUNNER), 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** A run's id: sorts by time, fits a bucket name, and two runs of one second differ. */
export function runId(now: Date, random: () => number): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const suffix = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${stamp}-${suffix}`;
}
