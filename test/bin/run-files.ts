import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { TransferSample } from '../../lib/domain/sample.ts';

/** What `local --json` promises to print. */
export interface Printed {
  readonly status: string;
  readonly report: string | null;
  readonly data: string | null;
  readonly seconds: number | null;
  readonly cells: { readonly measured: number; readonly failed: number; readonly impossible: number };
  readonly samples: number;
  readonly failures: number;
  readonly left: number;
}

/** A folder for one test, removed after it. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a configuration and gives its path. */
export function configIn(folder: string, config: unknown, name = 'config.json'): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** The only run folder below `out`. */
export function runFolder(out: string): string {
  const runs = runsIn(out);
  if (runs.length !== 1) throw new Error(`${runs.length} runs in ${out}`);
  return join(out, runs[0] as string);
}

/** Folders of runs; the page of all runs and the one of the latest lie beside them. */
export function runsIn(out: string): string[] {
  try {
    return readdirSync(out).filter((name) => !name.endsWith('.html'));
  } catch {
    return [];
  }
}

export const recordOf = (folder: string): RunRecord => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
export const pageOf = (folder: string): string => readFileSync(join(folder, 'index.html'), 'utf8');

export function samplesOf(folder: string): TransferSample[] {
  const text = gunzipSync(readFileSync(join(folder, 'samples.ndjson.gz'))).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TransferSample);
}

/** A small selection: one cell a store, in one round, unless said otherwise. */
export const SMALL = { sizes: '1KB', operations: ['get'], connections: ['reused'], rounds: 1, seed: 7 } as const;

/** A stand-in that answers at once. */
export const HEALTHY = { delayMs: 1, bytesPerSecond: 100_000_000 } as const;
