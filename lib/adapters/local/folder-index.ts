import { existsSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { NamedError } from '../../domain/errors.ts';
import { cardOf, type ListedRun, newestFirst } from '../../domain/run-card.ts';
import { readRun } from '../../domain/run-versions.ts';
import type { Publisher } from '../../pipeline/ports.ts';

/** What every page of all runs says of itself: another page of that name is somebody's own. */
const OURS = '<meta name="generator" content="firstbyte index">';

/** In the folder of a run that the page of all runs leaves out: its other records are removed after a clean end. */
const UNLISTED = 'not-listed.txt';

/** Keeps the run of a folder out of the page of all runs, also when later ones are listed. */
export function keepUnlisted(folder: string): void {
  writeFileSync(
    join(folder, UNLISTED),
    'The page of all runs leaves this one out (--private). Without this file it lists it again.\n',
  );
}

/**
 * Writes the page of all runs that lie beside a run's folder, from their own records: what was removed is gone from it. Error:
 * NotOurs, where a page of that name is there that this program did not write.
 */
export async function folderIndex(folder: string, pages: Parameters<Required<Publisher>['list']>[1]): Promise<string> {
  const out = dirname(resolve(folder));
  const { index, latest } = pages(newestFirst(await runsIn(out)));
  await replaceOurs(join(out, 'latest.html'), latest);
  await replaceOurs(join(out, 'index.html'), index);
  return join(out, 'index.html');
}

async function runsIn(out: string): Promise<ListedRun[]> {
  const folders = (await readdir(out, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const found: ListedRun[] = [];
  // One by one: records are large, cards are not.
  for (const { name } of folders) {
    const run = await listedRun(join(out, name));
    if (run) found.push(run);
  }
  return found;
}

/** Undefined for a folder that is no finished run's, or a private one's. */
async function listedRun(folder: string): Promise<ListedRun | undefined> {
  if (existsSync(join(folder, UNLISTED))) return undefined;
  try {
    const run = readRun(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')));
    return { ...cardOf(run), page: `${encodeURIComponent(basename(folder))}/index.html` };
  } catch {
    return undefined;
  }
}

async function replaceOurs(path: string, page: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== undefined && !before.includes(OURS))
    throw new NamedError('NotOurs', `${path} was not written by firstbyte: it stays, and there is no page of all runs`);
  // Another run may be doing the same: each writes a file of its own.
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, page);
  await rename(part, path);
}
