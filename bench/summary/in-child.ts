import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Generated } from './generate.ts';
import type { Summarised } from './summarise-folder.ts';

export interface Tasks {
  readonly generate: Generated;
  readonly summarise: Summarised;
}

const PROGRAM = fileURLToPath(new URL('../summary.ts', import.meta.url));

/** Generates records in a folder, or summarises them, in a process of its own: the memory of one task is not that of the other. */
export async function inChild<T extends keyof Tasks>(
  task: T,
  { folder, samples, seed }: { readonly folder: string; readonly samples: number; readonly seed: number },
): Promise<Tasks[T]> {
  const args = [PROGRAM, '--task', task, '--folder', folder, '--samples', String(samples), '--seed', String(seed)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Tasks[T];
}
