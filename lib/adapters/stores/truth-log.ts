import { readFile } from 'node:fs/promises';
import type { TruthLine } from '../../pipeline/ports.ts';

/** What a stand-in's log says about reads and writes of objects. A log that does not exist yet is empty. */
export async function readTruthLog(path: string): Promise<TruthLine[]> {
  const log = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const truths: TruthLine[] = [];
  for (const line of log.split('\n')) {
    const logged = parsed(line);
    if (logged?.operation === 'get' || logged?.operation === 'put') truths.push(logged as TruthLine);
  }
  return truths;
}

/** Undefined for a line that is still on its way to the file, or that a full disk has cut anywhere in it. */
function parsed(line: string): { readonly operation?: string } | undefined {
  try {
    return JSON.parse(line) as { readonly operation?: string };
  } catch {
    return undefined;
  }
}
