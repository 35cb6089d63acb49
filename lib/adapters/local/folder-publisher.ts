import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Publisher } from '../../pipeline/ports.ts';
import { writeSampleFiles } from '../sample-files.ts';
import { folderIndex } from './folder-index.ts';

/** Publishes into a folder: the page, the record, and every sample as compressed files beside them. `withheld`: see the port. */
export function folderPublisher(folder: string, withheld: readonly string[] = []): Required<Publisher> {
  return {
    withheld,
    async samples(run, samples) {
      await mkdir(folder, { recursive: true });
      return writeSampleFiles(run, samples, async (name, content) => {
        const path = join(folder, name);
        await pipeline(content, createWriteStream(`${path}.part`));
        await rename(`${path}.part`, path);
      });
    },
    async publish(run, html) {
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, 'index.html'), html);
      await writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 1)}\n`);
      return join(folder, 'index.html');
    },
    list: (_, pages) => folderIndex(folder, pages),
  };
}

/** A full disk leaves what was there before, never half of what should be there. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
