import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isSample } from '../../domain/sample.ts';
import type { Publisher } from '../../pipeline/ports.ts';

/** Publishes into a folder: the page, the record, and every sample as compressed lines beside them. */
export function folderPublisher(folder: string): Publisher {
  return {
    async publish(run, html, samples) {
      await mkdir(folder, { recursive: true });
      const gzip = createGzip();
      const written = pipeline(gzip, createWriteStream(join(folder, 'samples.ndjson.gz.part')));
      for await (const line of samples) {
        if (isSample(line) && !gzip.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(gzip, 'drain'), written]);
      }
      gzip.end();
      await written;
      await rename(join(folder, 'samples.ndjson.gz.part'), join(folder, 'samples.ndjson.gz'));
      await writeWhole(join(folder, 'index.html'), html);
      await writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 1)}\n`);
      return join(folder, 'index.html');
    },
  };
}

/** A full disk leaves what was there before, never half of what should be there. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
