import { readFile } from 'node:fs/promises';
import type { TruthLine } from '../../pipeline/ports.ts';

/** What a stand-in's log says about reads and writes of objects. A log that does not exist yet is empty. */
export async function readTruthLog(path: string): Promise<TruthLine[]> {
  const log = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // The last line may still be on its way to the file.
  const complete = log.slice(0, log.lastIndexOf('\n') + 1);
  const truths: TruthLine[] = [];
  for (const line of complete.split('\n')) {
    if (line === '') continue;
    const logged = JSON.parse(line) as TruthLine & { readonly operation: string };
    if (logged.operation === 'get' || logged.operation === 'put') truths.push(logged);
  }
  return truths;
}
