import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import { renderReport } from '../../lib/report/render.ts';
import { readRecord } from '../compare/read-side.ts';

/** What every page of a run says of itself at its end. */
const OURS = 'Made by firstbyte';

/** `index.html` for a run.json, else a page of the record's own name. */
export function pageBeside(record: string): string {
  const name = basename(record, '.json');
  return join(dirname(record), name === 'run' ? 'index.html' : `${name}.html`);
}

/** Draws a finished run's page once more from its record, whatever version that is of. Throws BadInput. */
export async function pageAgain(source: string, page: string): Promise<void> {
  const run = await readRecord(source);
  if (existsSync(page) && !readFileSync(page, 'utf8').includes(OURS))
    throw new BadInput(`${page} is no page of firstbyte: it stays as it is. Move it away first.`);
  try {
    writeFileSync(page, renderReport(run));
  } catch (error) {
    throw new BadInput(`${page}: cannot be written (${(error as NodeJS.ErrnoException).code ?? oneLine(error)}).`);
  }
  console.log(`report  ${page}`);
}
