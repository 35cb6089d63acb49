import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type AgentLine, isSample } from '../../domain/sample.ts';
import type { Publisher } from '../../pipeline/ports.ts';

/** Publishes into a folder: the page, the record, and every sample as compressed lines beside them. */
export function folderPublisher(folder: string): Publisher {
  return {
    async publish(run, html, samples) {
      await mkdir(folder, { recursive: true });
      if (samples) await writeSamples(join(folder, 'samples.ndjson.gz'), samples);
      await writeWhole(join(folder, 'index.html'), html);
      await writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 1)}\n`);
      return join(folder, 'index.html');
    },
  };
}

async function writeSamples(path: string, samples: AsyncIterable<AgentLine>): Promise<void> {
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream(`${path}.part`));
  for await (const line of samples) {
    if (isSample(line) && !gzip.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(gzip, 'drain'), written]);
  }
  gzip.end();
  await written;
  await rename(`${path}.part`, path);
}

/** A full disk leaves what was there before, never half of what should be there. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
