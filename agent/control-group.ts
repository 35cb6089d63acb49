import { readFileSync } from 'node:fs';

/** How often and for how long the operating system held this process back because its processor quota was used up. */
export interface Throttled {
  readonly periods: number;
  /** Milliseconds, over all cores; null where only periods are counted. */
  readonly ms: number | null;
}

interface Group {
  /** Cores its quota allows; null without one. */
  readonly quotaCores: number | null;
  /** Where it counts what it throttled. */
  readonly stat: string;
}

/** Reads one file of the system; undefined where it is not there. */
export type ReadFile = (path: string) => string | undefined;

const readSystem: ReadFile = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** The process's control groups that can limit its processor, from its own up to the root: a quota of any of them holds. */
function groupsOf(read: ReadFile): Group[] {
  const folders = new Set<string>();
  for (const line of (read('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    // Version 2 has no controllers here, and stands beside version 1 under `unified`.
    const roots =
      controllers === '' ? ['', '/unified'] : controllers.split(',').includes('cpu') ? [`/${controllers}`, '/cpu'] : [];
    // In a container the path may be the host's, which is not mounted: its root then is the container's own group.
    for (const root of path === '' ? [] : roots) for (const own of upwards(path)) folders.add(`/sys/fs/cgroup${root}${own}`);
  }
  return [...folders, '/sys/fs/cgroup', '/sys/fs/cgroup/cpu']
    .filter((folder, i, all) => all.indexOf(folder) === i)
    .map((folder) => ({ quotaCores: quotaOf(folder, read), stat: `${folder}/cpu.stat` }));
}

/** `/a/b` -> `/a/b`, `/a`, ``. */
function upwards(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return parts.concat('').map((_, i) =>
    parts
      .slice(0, parts.length - i)
      .map((part) => `/${part}`)
      .join(''),
  );
}

function quotaOf(folder: string, read: ReadFile): number | null {
  const [quota, period] = read(`${folder}/cpu.max`)?.trim().split(' ') ?? [
    read(`${folder}/cpu.cfs_quota_us`),
    read(`${folder}/cpu.cfs_period_us`),
  ];
  const cores = Number(quota) / Number(period);
  return Number.isFinite(cores) && cores > 0 ? cores : null;
}

function throttledOf(stat: string, read: ReadFile): Throttled | undefined {
  const text = read(stat) ?? '';
  const field = (name: string): number | undefined => {
    const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(text);
    return match ? Number(match[1]) : undefined;
  };
  const periods = field('nr_throttled');
  if (periods === undefined) return undefined;
  const us = field('throttled_usec');
  const ns = field('throttled_time');
  return { periods, ms: us !== undefined ? us / 1e3 : ns !== undefined ? ns / 1e6 : null };
}

/** The processor quota of this process and what it cost, as its control groups tell; the groups are looked for once. */
export function controlGroups(read: ReadFile = readSystem) {
  const all = groupsOf(read);
  const limiting = all.filter(({ quotaCores }) => quotaCores !== null);
  // Without a quota the nearest group that counts still says so: nothing was throttled.
  const told = limiting.length > 0 ? limiting : all.filter(({ stat }) => throttledOf(stat, read) !== undefined).slice(0, 1);
  return {
    /** The tightest quota, in cores; null without one. */
    quotaCores:
      limiting.length > 0 ? Math.min(...limiting.map(({ quotaCores }) => quotaCores ?? Number.POSITIVE_INFINITY)) : null,
    /** What all of them have throttled so far; null where none says. */
    throttled(): Throttled | null {
      const counts = told.map(({ stat }) => throttledOf(stat, read)).filter((one) => one !== undefined);
      if (counts.length === 0) return null;
      return counts.reduce((sum, one) => ({
        periods: sum.periods + one.periods,
        ms: sum.ms === null || one.ms === null ? null : sum.ms + one.ms,
      }));
    },
  };
}
