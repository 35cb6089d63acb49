// Writes the table of docs/instrument.md from the newest result in bench/results: `node bin/launch.cjs --exec bench/table.ts`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { source } from './lab/build.ts';
import { tableOf, withTable } from './markdown.ts';
import type { Result } from './result.ts';

const PAGE = source('docs/instrument.md');
const FOLDER = source('bench/results/');

const results = (existsSync(FOLDER) ? readdirSync(FOLDER) : [])
  // What begins with a word is another bench's: summary-<date>.json.
  .filter((name) => /^\d.*\.json$/.test(name))
  .map((name) => ({ name, result: JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')) as Result }))
  .sort((a, b) => a.result.at.localeCompare(b.result.at));
const newest = results.at(-1);
if (newest) {
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), tableOf(newest.result)));
  console.log(`docs/instrument.md holds the table of ${newest.name}`);
} else {
  console.error('bench/results holds no result: run `npm run bench` first');
  process.exitCode = 2;
}
