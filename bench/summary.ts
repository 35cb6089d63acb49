// How the step Summarise grows with a run: records of the whole wish with ever more samples, as compressed lines in a temporary
// folder, each summarised in a process of its own. Prints seconds, CPU seconds and peak memory; the smallest is computed once more
// by sorting everything, and has to agree to the last digit. Ten million samples need 0.5 GB of disk and some minutes.
// With --json it prints the result as JSON and keeps it, dated, in bench/results.
//
//   node bin/launch.cjs --exec bench/summary.ts --samples 1e4,1e5,1e6
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences } from './summary/exactness.ts';
import { generate } from './summary/generate.ts';
import { inChild } from './summary/in-child.ts';
import { keep, loadNow, type Row, summaryResult } from './summary/kept.ts';
import { compressedRecords, summariseFolder } from './summary/summarise-folder.ts';

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
const seed = Number(values.seed);

async function measured(samples: number, verify: boolean): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-bench-'));
  try {
    const generated = await inChild('generate', { folder, samples, seed });
    const summarised = await inChild('summarise', { folder, samples, seed });
    const differing = verify ? await differences(compressedRecords(folder)) : undefined;
    return { ...generated, ...summarised, ...(differing && { differing }) };
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
  const [at, before] = [new Date().toISOString(), loadNow()];
  const rows: Row[] = [];
  for (const [i, size] of sizes.entries()) {
    const row = await measured(size, i === 0);
    rows.push(row);
    if (values.json) continue;
    const { samples, cells, lanes, seconds, cpuSeconds, peakRssBytes } = row;
    const figures = `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, peak ${Math.round(peakRssBytes / 1e6)} MB`;
    console.log(`${samples} samples, ${cells} cells, ${lanes} lanes: ${figures}`);
  }
  const differing = rows[0]?.differing ?? [];
  if (values.json) {
    const result = summaryResult({ at, seed, rows, before });
    console.log(JSON.stringify(result, null, 1));
    // On stderr: stdout is the JSON.
    console.error(`kept as ${keep(result)}`);
  } else console.log(differing.length === 0 ? 'The smallest agrees with plain sorting to the last digit.' : differing.join('\n'));
  if (differing.length > 0) process.exitCode = 1;
}

if (values.task === undefined) await compare();
else {
  const { folder = '' } = values;
  const done = values.task === 'generate' ? await generate(folder, Number(values.samples), seed) : await summariseFolder(folder);
  console.log(JSON.stringify(done));
}
