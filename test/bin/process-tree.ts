import { readdirSync, readFileSync } from 'node:fs';

/** A process, told from a later one of the same id by its start time. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly start: string;
  readonly command: string;
}

/** All processes below `pid` that run now, itself included; zombies count as ended. */
export function treeOf(pid: number): Process[] {
  const all = processes();
  const tree = all.filter((process) => process.pid === pid);
  for (let i = 0; i < tree.length; i++) tree.push(...all.filter(({ parent }) => parent === tree[i]?.pid));
  return tree;
}

/** Those that still run. */
export function alive(them: readonly Process[]): Process[] {
  const now = new Map(processes().map((process) => [process.pid, process.start]));
  return them.filter(({ pid, start }) => now.get(pid) === start);
}

/** Collects every process that a tree ever had, looking often. */
export function watchTree(pid: number, everyMs = 50): { readonly seen: () => Process[]; stop(): void } {
  const seen = new Map<string, Process>();
  const look = () => {
    for (const process of treeOf(pid)) seen.set(`${process.pid} ${process.start}`, process);
  };
  look();
  const timer = setInterval(look, everyMs);
  return { seen: () => [...seen.values()], stop: () => clearInterval(timer) };
}

/** Those still alive after at most `seconds`. */
export async function remaining(them: readonly Process[], seconds: number): Promise<Process[]> {
  const end = performance.now() + seconds * 1000;
  let left = alive(them);
  while (left.length > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    left = alive(left);
  }
  return left;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = textOf(`/proc/${name}/stat`);
      // The name of the command may itself hold spaces and parentheses.
      const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (stat === '' || state === 'Z' || state === 'X') return [];
      const command = textOf(`/proc/${name}/cmdline`).split('\0').join(' ').trim();
      return [{ pid: Number(name), parent: Number(parent), start: rest[17] ?? '', command }];
    });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
