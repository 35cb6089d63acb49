import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Generated } from './generate.ts';
import type { Summarised } from './summarise-folder.ts';

export interface Row extends Generated, Summarised {
  /** Of the smallest alone: figures in which it differs from plain sorting. */
  readonly differing?: readonly string[];
}

/** What `npm run bench:summary -- --json` measured, as kept in bench/results. */
export interface SummaryResult {
  readonly v: 1;
  /** ISO 8601, when it began. */
  readonly at: string;
  readonly commit: string | null;
  readonly seed: number;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly kernel: string;
    readonly node: string;
  };
  /** Load averages of one minute: a busy machine lengthens `seconds`, hardly `cpuSeconds`, and not the memory. */
  readonly load: { readonly before: number; readonly after: number };
  readonly rows: readonly Row[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const loadNow = (): number => loadavg()[0] ?? Number.NaN;

/** What was measured, with when and on what. The kernel without what a distributor, or whoever owns the machine, adds. */
export function summaryResult(given: Pick<SummaryResult, 'at' | 'seed' | 'rows'> & { readonly before: number }): SummaryResult {
  const { at, seed, rows, before } = given;
  const [model] = cpus();
  return {
    v: 1,
    at,
    commit: spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: ROOT }).stdout?.trim() || null,
    seed,
    machine: {
      cpu: model?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      kernel: release().split('-')[0] ?? release(),
      node: process.versions.node,
    },
    load: { before, after: loadNow() },
    rows,
  };
}

/** Writes it to `bench/results/summary-<date>.json` below `root`, in place of an earlier one of that day; gives that path. */
export function keep(result: SummaryResult, root = ROOT): string {
  const file = `bench/results/summary-${result.at.slice(0, 10)}.json`;
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `${JSON.stringify(result, null, 1)}\n`);
  return file;
}
