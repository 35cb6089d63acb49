import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../emulator/emulator.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a program on the pinned Node against the emulator, from the project's root. Killed, with what it started, at its limit. */
export function node(
  emulator: Emulator,
  parameters: readonly string[],
  {
    seconds = 120,
    env = {},
    cwd = ROOT,
  }: { readonly seconds?: number; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    // The tool `timeout` kills a whole process group; the CDK's CLI may ignore SIGTERM.
    const limited = ['--kill-after=5', String(seconds), process.execPath, ...parameters];
    execFile(
      'timeout',
      limited,
      { cwd, env: { ...emulator.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, output: `${stdout}${stderr}` });
      },
    );
  });
}

/** The stock CDK command line. */
export function cdk(emulator: Emulator, parameters: readonly string[], options?: Parameters<typeof node>[2]): Promise<Ended> {
  return node(emulator, [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), ...parameters, '--no-notices'], options);
}
