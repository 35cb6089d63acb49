import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export type Side = 'server' | 'client';

const CORES: Readonly<Record<Side, string>> = { server: '0', client: '1' };

/** Whether servers and clients get a core each. */
export const pinned = availableParallelism() >= 2 && spawnSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' }).status === 0;

/** The command, on the core of its side. `taskset` becomes the program, so the process id stays. */
export const onCore = (side: Side, argv: readonly string[]): readonly string[] =>
  pinned ? ['taskset', '-c', CORES[side], ...argv] : argv;

/** Moves this program itself to the servers' core: the clients' core belongs to the one that is measured. */
export function onServersCore(): void {
  if (pinned) spawnSync('taskset', ['-acp', CORES.server, String(process.pid)], { stdio: 'ignore' });
}
