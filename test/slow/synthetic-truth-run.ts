import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { TransferSample } from '../../lib/domain/sample.ts';
import { start } from '../bin/command.ts';
import { configIn, recordOf, runFolder } from '../bin/run-files.ts';

/** A timed operation beside what its stand-in wrote into its log, milliseconds. */
export interface Operation extends TransferSample {
  readonly givenDelayMs: number;
  readonly givenBodyMs: number;
}

export interface SyntheticRun {
  readonly run: RunRecord;
  /** Timed operations that succeeded, by store, in the order of measuring. */
  readonly operations: ReadonlyMap<string, readonly Operation[]>;
}

interface LogLine {
  readonly request: string;
  readonly delayMs: number;
  readonly bodyMs: number;
}

/** A run of `local` with its stand-ins' logs: a second link to each keeps it when the run removes its own. */
export async function syntheticRun(config: object, withinSeconds: number): Promise<SyntheticRun> {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
  const out = join(folder, 'out');
  const kept = new Set<string>();
  const keepLogs = () => {
    for (const file of logsBelow(out)) {
      const name = file.split('/').at(-1) ?? '';
      if (kept.has(name)) continue;
      linkSync(file, join(folder, name));
      kept.add(name);
    }
  };
  const command = start(['local', '--config', configIn(folder, config), '--out', out], { within: withinSeconds });
  const looking = setInterval(keepLogs, 50);
  try {
    const { code, stderr } = await command.ended;
    if (code !== 0) throw new Error(`local ended with ${code}: ${stderr}`);
    const top = runFolder(out);
    const given = new Map(
      [...kept].flatMap((name) => linesOf<LogLine>(readFileSync(join(folder, name), 'utf8'))).map((line) => [line.request, line]),
    );
    const run = recordOf(top);
    const storeOf = new Map(run.cells.map(({ id, axes }) => [id, String(axes.store)]));
    const samples = linesOf<TransferSample>(gunzipSync(readFileSync(join(top, 'samples.ndjson.gz'))).toString());
    const operations = samples.flatMap((sample): Operation[] => {
      const line = given.get(sample.request ?? '');
      if (sample.kind !== 'timed' || sample.error !== null || !line) return [];
      return [{ ...sample, givenDelayMs: line.delayMs, givenBodyMs: line.bodyMs }];
    });
    return { run, operations: Map.groupBy(operations, ({ cell }) => storeOf.get(cell) ?? '') };
  } finally {
    clearInterval(looking);
    rmSync(folder, { recursive: true, force: true });
  }
}

function logsBelow(out: string): string[] {
  try {
    return readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.log.ndjson'))
      .map((file) => join(out, file));
  } catch {
    return []; // a folder that came or went while it was listed: the next look finds what there is
  }
}

function linesOf<T>(text: string): T[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** One array a round, in round order. */
export function byRound(operations: readonly Operation[], value: (operation: Operation) => number): number[][] {
  const rounds = [...Map.groupBy(operations, ({ round }) => round)].sort(([a], [b]) => a - b);
  return rounds.map(([, own]) => own.map(value));
}
