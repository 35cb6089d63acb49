import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** An instance of the fakes: a folder, and whatever runs in it. */
export interface Machine {
  readonly folder: string;
  /** Runs a script with /bin/sh as SSM's agent does: its own process group, its own HOME, nothing of this process's environment. */
  run(script: string): ChildProcess;
  /** Processes that work in the folder, also those that left their group. */
  processes(): number[];
  /** What termination does to them. */
  kill(): Promise<void>;
}

const GONE_MS = 5_000;

export function machine(folder: string): Machine {
  mkdirSync(folder, { recursive: true });
  const processes = (): number[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && worksIn(name, folder))
      .map(Number);
  return {
    folder,
    run: (script) =>
      spawn('/bin/sh', ['-c', script], {
        cwd: folder,
        detached: true,
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    processes,
    async kill() {
      const giveUp = performance.now() + GONE_MS;
      for (let left = processes(); left.length > 0 && performance.now() < giveUp; left = processes()) {
        for (const id of left) end(id);
        await sleep(5);
      }
    },
  };
}

function worksIn(id: string, folder: string): boolean {
  try {
    return `${readlinkSync(`/proc/${id}/cwd`)}/`.startsWith(`${folder}/`);
  } catch {
    return false; // it has ended, or is a zombie
  }
}

function end(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
