import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import type { PublishedFile, RunRecord } from '../domain/run.ts';
import type { Sample } from '../domain/sample.ts';
import { sampleTable } from '../domain/sample-table.ts';

interface Output {
  readonly name: string;
  readonly gzip: Gzip;
  readonly row: (sample: Sample) => string;
}

/**
 * Every sample as compressed lines of JSON and as compressed CSV, in one pass over them and with neither ever whole in memory. `write`
 * takes each file's bytes; what fails, source or writer, ends both. Returns the files and their compressed lengths.
 */
export async function writeSampleFiles(
  run: RunRecord,
  samples: AsyncIterable<Sample>,
  write: (name: string, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<readonly PublishedFile[]> {
  const table = sampleTable(run);
  const outputs: readonly Output[] = [
    { name: 'samples.ndjson.gz', gzip: createGzip(), row: (sample) => `${JSON.stringify(sample)}\n` },
    { name: 'samples.csv.gz', gzip: createGzip(), row: table.row },
  ];
  const written = Promise.all(outputs.map((output) => writeCounted(output, write)));
  // Looked at below: until then a failure must not count as unhandled.
  written.catch(() => {});
  let rows = 0;
  try {
    for await (const sample of samples) {
      rows++;
      for (const { gzip, row } of outputs) if (!gzip.write(row(sample))) await Promise.race([once(gzip, 'drain'), written]);
    }
    for (const { gzip, name } of outputs) gzip.end(rows === 0 && name.includes('csv') ? table.header() : undefined);
    return await written;
  } catch (error) {
    for (const { gzip } of outputs) gzip.destroy(error as Error);
    await written.catch(() => {});
    throw error;
  }
}

async function writeCounted(
  { name, gzip }: Output,
  write: (name: string, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<PublishedFile> {
  // A stream that is destroyed after its reader has gone tells nobody else.
  gzip.on('error', () => {});
  let bytes = 0;
  await write(
    name,
    (async function* counted() {
      for await (const chunk of gzip as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        yield chunk;
      }
    })(),
  );
  return { name, bytes };
}
