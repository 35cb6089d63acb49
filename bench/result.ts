import type { Finding } from './finding.ts';
import type { Load, Machine } from './lab/machine.ts';

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
  readonly load: { readonly before: Load; readonly after: Load };
  readonly leftOut: readonly string[];
  readonly findings: readonly Finding[];
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');

/** `<date>-<kernel>-<cores>.json`: the kernel's own version, without what a distributor adds. */
export const fileName = ({ at, machine }: Pick<Result, 'at' | 'machine'>): string =>
  `${at.slice(0, 10)}-${slug(machine.kernel.split('-')[0] ?? '')}-${machine.cores}cores.json`;
