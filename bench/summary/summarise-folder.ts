import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { folderRecords } from '../../lib/adapters/local/folder-records.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { Ports, Records } from '../../lib/pipeline/ports.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { summarise } from '../../lib/pipeline/steps/summarise.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';

const decompress = promisify(gunzip);

export interface Summarised {
  readonly seconds: number;
  /** CPU seconds of the process, reading, unpacking and garbage collection included. */
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  readonly timed: number;
  readonly comparisons: number;
}

/** Records of a folder whose logs are compressed, as published samples are. */
export function compressedRecords(folder: string): Records {
  const plain = folderRecords(folder);
  return {
    ...plain,
    read: async (key) => {
      if (!key.endsWith('.ndjson')) return plain.read(key);
      const packed = await readFile(join(folder, ...`${key}.gz`.split('/')));
      return (await decompress(packed)).toString('utf8');
    },
  };
}

/** Runs the step Summarise on records of `generate`. In a process of its own: its peak memory is the process's. */
export async function summariseFolder(folder: string): Promise<Summarised> {
  const records = compressedRecords(folder);
  const ports: Pick<Ports, 'records' | 'scenario' | 'store' | 'now' | 'run'> = {
    run: 'bench',
    records,
    scenario: scenarioPlan,
    store: (place) => ({ record: { id: place } }) as ReturnType<Ports['store']>,
    now: () => new Date('2026-11-22T00:00:00Z'),
  };
  const start = performance.now();
  await summarise(ports as Ports, { run: 'bench' });
  const seconds = (performance.now() - start) / 1_000;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const { samples, comparisons }: RunRecord = await RECORD.run.need(records);
  return {
    seconds,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakRssBytes: maxRSS * 1_024,
    timed: samples.timed,
    comparisons: comparisons.length,
  };
}
