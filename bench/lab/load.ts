import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** How busy the machine was with anything but the bench. */
export interface Load {
  /** The kernel's average of one minute, the bench included. */
  readonly average: number;
  /** Share of all processor time that others used, steal included; 1 is every core at work. */
  readonly busy: number;
}

/** Processor time since the machine began, and what this process and all its ended descendants used of it, seconds. */
export interface Reading {
  readonly all: number;
  /** At work: user, system and interrupts. */
  readonly worked: number;
  /** Taken by the hypervisor for others. */
  readonly stolen: number;
  readonly own: number;
}

/** Above it a run is not kept. */
export const QUIET_BUSY = 0.1;
/** The kernel's USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_A_SECOND = 100;

/**
 * From the texts of /proc/stat and /proc/self/stat. The processor time of a process holds the interrupts that were handled on its back,
 * where the kernel counts by ticks (no CONFIG_IRQ_TIME_ACCOUNTING); where it does not, interrupts of the bench count as another's.
 */
export function readLoad(machine: string, self: string): Reading {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = (machine.split('\n')[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) / TICKS_A_SECOND);
  const worked = user + nice + system + irq + softirq;
  // The name in brackets may hold spaces; utime, stime, cutime and cstime are the fields 14 to 17.
  const fields = self.slice(self.lastIndexOf(')') + 2).split(' ');
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / TICKS_A_SECOND, 0);
  return { all: worked + idle + iowait + steal, worked, stolen: steal, own };
}

/** The share others had between two readings. Descendants that still run at the second one count as others. */
export function busyBetween(before: Reading, after: Reading): number {
  const others = after.worked - before.worked - (after.own - before.own);
  const busy = (Math.max(0, others) + after.stolen - before.stolen) / (after.all - before.all);
  return Math.round(busy * 1000) / 1000;
}

export const readNow = (): Reading => readLoad(readFileSync('/proc/stat', 'utf8'), readFileSync('/proc/self/stat', 'utf8'));

const LOOK_MS = 2000;

/** Looks for two seconds, in which the bench does nothing. */
export async function load(): Promise<Load> {
  const before = readNow();
  await wait(LOOK_MS);
  return { average: loadavg()[0] ?? Number.NaN, busy: busyBetween(before, readNow()) };
}

/** Whether nobody else was working. */
export const isQuiet = ({ busy }: Pick<Load, 'busy'>): boolean => busy <= QUIET_BUSY;
