import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Takes the processor from a process, and gives back what ends that. */
export type Starve = (pid: number) => () => void;

/** How long a process is stopped and runs by turns, milliseconds. */
const STOPPED_MS = 400;
const RUNNING_MS = 100;

/** Stops a process for four fifths of the time: works on every system with signals. */
export const stopMostly: Starve = (pid) => {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(pid, name);
    } catch {
      clearInterval(cycle);
    }
  };
  let running: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signal('SIGSTOP');
    running = setTimeout(() => signal('SIGCONT'), STOPPED_MS);
  };
  const cycle = setInterval(stop, STOPPED_MS + RUNNING_MS);
  // From the first moment on: a block that began free would meet one stop only, which is no more than one late operation.
  stop();
  return () => {
    clearInterval(cycle);
    clearTimeout(running);
    signal('SIGCONT');
  };
};

/** Ends by itself: with whoever started it, or when any test is over. */
const BUSY = 'const end = Date.now() + 240_000, from = process.ppid; while (Date.now() < end && process.ppid === from);';

/** Puts a process on one core with another that never sleeps, last in line there. */
export const crowd: Starve = (pid) => {
  const core = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const sibling = spawn('taskset', ['-c', core, process.execPath, '-e', BUSY], { stdio: 'ignore' });
  execFileSync('taskset', ['-a', '-c', '-p', core, String(pid)]);
  setPriority(pid, constants.priority.PRIORITY_LOW);
  return () => void sibling.kill('SIGKILL');
};

/** A control group with a processor quota that can be tightened. */
export interface Group {
  /** A program that enters the group and then runs `program`. */
  entering(program: string): string;
  /** From now on its processes share a hundredth of a core. */
  tighten(): void;
  /** Once its processes have ended. */
  remove(): void;
}

const PERIOD_US = 100_000;
const KINDS = [
  { root: '/sys/fs/cgroup', quota: 'cpu.max', text: (us: number) => `${us} ${PERIOD_US}` },
  { root: '/sys/fs/cgroup/cpu', quota: 'cpu.cfs_quota_us', text: String },
] as const;

/** A new control group of one core; undefined where this machine lets us make none. */
export function controlGroup(): Group | undefined {
  for (const { root, quota, text } of KINDS) {
    const folder = `${root}/firstbyte-test-${process.pid}`;
    const limit = (us: number): void => writeFileSync(`${folder}/${quota}`, text(us));
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    // A folder that the kernel did not fill is no control group, and one without the controller has no quota.
    if (![quota, 'cgroup.procs'].every((file) => existsSync(join(folder, file)))) {
      rmdirSync(folder);
      continue;
    }
    limit(PERIOD_US);
    let wrapper: string | undefined;
    return {
      entering(program) {
        wrapper = join(mkdtempSync(join(tmpdir(), 'firstbyte-group-')), 'agent.mjs');
        const enter = `writeFileSync(${JSON.stringify(`${folder}/cgroup.procs`)}, String(process.pid));`;
        writeFileSync(wrapper, `import { writeFileSync } from 'node:fs';\n${enter}\nawait import(${JSON.stringify(program)});\n`);
        return wrapper;
      },
      tighten: () => limit(PERIOD_US / 100),
      remove() {
        if (wrapper) rmSync(dirname(wrapper), { recursive: true, force: true });
        try {
          rmdirSync(folder);
        } catch {
          // A test that failed has left its agent in it, and what failed is what should be read.
        }
      },
    };
  }
  return undefined;
}
