/** A V8 profile as `--cpu-prof` writes it (Profiler.Profile of the DevTools protocol); times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** One a sample: since the sample before it. */
  readonly timeDeltas: readonly number[];
}

/** A function and the time it was itself at work in, not what it called. */
export interface SelfTime {
  /** `name file:line`; what V8 has no source of keeps its brackets, as `(garbage collector)`. */
  readonly name: string;
  readonly selfUs: number;
  /** Of all time that was not idle. */
  readonly share: number;
}

const IDLE = '(idle)';

/** The functions with the most self time over all profiles, greatest first. */
export function topFunctions(profiles: readonly CpuProfile[], count: number): SelfTime[] {
  const times = new Map<string, number>();
  for (const { nodes, samples, timeDeltas } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    samples.forEach((id, i) => {
      const name = names.get(id) ?? '(unknown)';
      // What lies between a sample and the next belongs to the first of them.
      if (name !== IDLE) times.set(name, (times.get(name) ?? 0) + Math.max(0, timeDeltas[i + 1] ?? 0));
    });
  }
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([name, selfUs]) => ({ name, selfUs, share: all === 0 ? 0 : selfUs / all }))
    .sort((a, b) => b.selfUs - a.selfUs)
    .slice(0, count);
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  return `${name} ${url.startsWith('node:') ? url : url.slice(url.lastIndexOf('/') + 1)}:${lineNumber + 1}`;
}
