import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { controlGroups, type Throttled } from './control-group.ts';

/** Memory of a Lambda function that comes with one core: less gets a share of it (AWS Lambda developer guide, 2026-11). */
const LAMBDA_CORE_MB = 1769;

let groups: ReturnType<typeof controlGroups> | undefined;

/** Cores this process may use: what its host has, its control group's quota, and in Lambda what its memory buys. */
export function coresAllowed(env: NodeJS.ProcessEnv = process.env): number {
  groups ??= controlGroups();
  const lambdaMb = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  const bought = lambdaMb > 0 ? lambdaMb / LAMBDA_CORE_MB : Number.POSITIVE_INFINITY;
  const cores = Math.min(availableParallelism(), groups.quotaCores ?? Number.POSITIVE_INFINITY, bought);
  return Math.round(cores * 1e4) / 1e4;
}

/** A reading of what the operating system gave this process so far; differences of two of them say what it cost in between. */
export interface ProcessorReading {
  /**
   * Milliseconds of processor time of the calling thread, which is the event loop's. Not of all: V8 goes on compiling while the loop
   * waits, and the loopback server has a thread of its own.
   */
  readonly usedMs: number;
  readonly throttled: Throttled | null;
  /** Milliseconds that the main thread, which is the event loop's, was ready to run and had no core; null where unknown. */
  readonly waitedMs: number | null;
  readonly switchedOut: number;
}

export function readProcessor(): ProcessorReading {
  groups ??= controlGroups();
  const { user, system } = process.threadCpuUsage();
  const { involuntaryContextSwitches } = process.resourceUsage();
  return {
    usedMs: (user + system) / 1000,
    throttled: groups.throttled(),
    waitedMs: waitedSoFar(),
    switchedOut: involuntaryContextSwitches,
  };
}

/** Linux with scheduler statistics: time on a processor, time waiting for one, both ns, and turns (proc_pid_schedstat). */
function waitedSoFar(): number | null {
  try {
    const waited = Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[1]);
    return Number.isFinite(waited) ? waited / 1e6 : null;
  } catch {
    return null;
  }
}
