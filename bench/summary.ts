// How the step Summarise grows with a run: records of the whole wish with ever more samples, as compressed lines in a temporary
// folder, each summarised in a process of its own. Prints seconds, CPU seconds and peak memory; the smallest is computed once more
// by sorting everything, and has to agree to the last digit. Ten million samples need 0.5 GB of disk and some minutes.
//
//   node bin/launch.cjs --exec bench/summary.ts --samples 1e4,1e5,1e6
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { differences } from './summary/exactness.ts';
import { type Generated, generate } from './summary/generate.ts';
import { compressedRecords, type Summarised, summariseFolder } from './summary/summarise-folder.ts';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '1e4,1e5,1e6' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    /** What a child process does: `generate` or `summarise` this folder. */
    task: { type: 'string' },
    folder: { type: 'string' },
  },
});

/** Both tasks in processes of their own: the memory of one is not that of the other. */
async function inChild<T>(task: 'generate' | 'summarise', folder: string, samples: number): Promise<T> {
  const script = fileURLToPath(import.meta.url);
  const args = [script, '--task', task, '--folder', folder, '--samples', String(samples), '--seed', values.seed];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as T;
}

async function measured(samples: number, verify: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-bench-'));
  try {
    const { samples: written, cells, lanes } = await inChild<Generated>('generate', folder, samples);
    const summarised = await inChild<Summarised>('summarise', folder, samples);
    const differing = verify ? await differences(compressedRecords(folder)) : undefined;
    return { samples: written, cells, lanes, ...summarised, ...(differing && { differing }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(): Promise<void> {
  const sizes = values.samples
    .split(',')
    .map(Number)
    .toSorted((a, b) => a - b);
  if (sizes.some((size) => !(size >= 1))) throw new Error('--samples: give numbers from 1, such as 1e4,1e6');
  const rows = [];
  for (const [i, size] of sizes.entries()) {
    const row = await measured(size, i === 0);
    rows.push(row);
    if (values.json) continue;
    const { samples, cells, lanes, seconds, cpuSeconds, peakRssBytes } = row;
    const figures = `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, peak ${Math.round(peakRssBytes / 1e6)} MB`;
    console.log(`${samples} samples, ${cells} cells, ${lanes} lanes: ${figures}`);
  }
  const differing = rows[0]?.differing ?? [];
  if (values.json) console.log(JSON.stringify({ cores: cpus().length, load: loadavg()[0], rows }, null, 1));
  else console.log(differing.length === 0 ? 'The smallest agrees with plain sorting to the last digit.' : differing.join('\n'));
  if (differing.length > 0) process.exitCode = 1;
}

if (values.task === undefined) await compare();
else {
  const { folder = '' } = values;
  const done =
    values.task === 'generate'
      ? await generate(folder, Number(values.samples), Number(values.seed))
      : await summariseFolder(folder);
  console.log(JSON.stringify(done));
}
