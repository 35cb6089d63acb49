import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem } from 'node:os';
import type { Isolation } from './namespace.ts';
import { pinned } from './pinning.ts';

/** What a result was measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly congestionControl: string | null;
  readonly slowStartAfterIdle: string | null;
  readonly isolation: Isolation;
  /** Servers on core 0, clients on core 1. */
  readonly pinned: boolean;
  readonly tools: Readonly<Record<string, string>>;
}

const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
};

/** The first thing in what a program says that looks like a version. */
function version(program: string, flag: string): string | null {
  const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' });
  return /\d+\.\d+[\w.-]*/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[0] ?? null;
}

const PROGRAMS = [
  ['gcc', '--version'],
  ['go', 'version'],
  ['curl', '-V'],
  ['nginx', '-v'],
  ['tcpdump', '--version'],
  ['openssl', 'version'],
] as const;

export function describeMachine(isolation: Isolation): Machine {
  const require = createRequire(import.meta.url);
  const packaged = (name: string): string =>
    (JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as { version: string }).version;
  const found = PROGRAMS.flatMap(([program, flag]) => {
    const said = version(program, flag);
    return said === null ? [] : [[program, said] as const];
  });
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    // Not availableParallelism(): this process is on one core by now.
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    congestionControl: read('/proc/sys/net/ipv4/tcp_congestion_control'),
    slowStartAfterIdle: read('/proc/sys/net/ipv4/tcp_slow_start_after_idle'),
    isolation,
    pinned,
    tools: {
      node: process.versions.node,
      'openssl of node': process.versions.openssl,
      undici: packaged('undici'),
      '@aws-sdk/client-s3': packaged('@aws-sdk/client-s3'),
      ...Object.fromEntries(found),
    },
  };
}
