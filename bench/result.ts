import type { Finding } from './finding.ts';
import type { Load } from './lab/load.ts';
import { isQuiet } from './lab/load.ts';
import type { Machine } from './lab/machine.ts';
import type { Options } from './options.ts';
import { ROUNDS } from './statistics/paired.ts';

/** What `npm run bench` measured, as kept in bench/results. */
export interface Result {
  readonly v: 1;
  /** ISO 8601, when it began. */
  readonly at: string;
  readonly tookSeconds: number;
  readonly commit: string | null;
  readonly rounds: number;
  readonly quick: boolean;
  readonly figures: readonly string[];
  readonly machine: Machine;
  /** `during`: the share of the processors that others used over the whole run, steal included. */
  readonly load: { readonly before: Load; readonly during: number; readonly after: Load };
  /** Figures that ended early, with why: one is enough for a run not to be kept. */
  readonly crashed: readonly string[];
  readonly leftOut: readonly string[];
  readonly findings: readonly Finding[];
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');

/** `<date>-<time>-<kernel>-<cores>.json`: UTC, the kernel's own version without what a distributor adds. */
export const fileName = ({ at, machine }: Pick<Result, 'at' | 'machine'>): string =>
  `${at.slice(0, 10)}-${at.slice(11, 19).replaceAll(':', '')}-${slug(machine.kernel.split('-')[0] ?? '')}-${machine.cores}cores.json`;

/** Why a result is not kept; undefined for one of all figures, with rounds enough, on a machine that did nothing else. */
export function whyNotKept(
  { only, quick, profile, rounds }: Options,
  { load, crashed }: Pick<Result, 'load' | 'crashed'>,
): string | undefined {
  if (crashed.length > 0) return crashed.join('; ');
  if (only.length > 0 || quick || profile || rounds < ROUNDS) return 'only a run of all figures with all rounds is';
  const busy = Math.max(load.before.busy, load.during, load.after.busy);
  return isQuiet({ busy }) ? undefined : `others used ${(busy * 100).toFixed(0)} % of the machine`;
}
