import { readFileSync } from 'node:fs';

/** Where this process's control group keeps its processor statistics: version 2 first, then version 1. */
function candidates(): string[] {
  const groups = read('/proc/self/cgroup')?.split('\n') ?? [];
  const files: string[] = [];
  for (const line of groups) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') files.push(`/sys/fs/cgroup${path}/cpu.stat`);
    else if (controllers.split(',').includes('cpu')) files.push(`/sys/fs/cgroup/${controllers}${path}/cpu.stat`);
  }
  return [...files, '/sys/fs/cgroup/cpu.stat', '/sys/fs/cgroup/cpu/cpu.stat'];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const periods = (file: string): number | undefined => {
  const match = /^nr_throttled (\d+)$/m.exec(read(file) ?? '');
  return match ? Number(match[1]) : undefined;
};

let found: string | null | undefined;

/** Periods in which the operating system has throttled this process's group so far; null where it does not say. */
export function throttledPeriods(): number | null {
  if (found === undefined) found = candidates().find((file) => periods(file) !== undefined) ?? null;
  return found === null ? null : (periods(found) ?? null);
}
