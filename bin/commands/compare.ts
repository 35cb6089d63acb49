import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { NotCompared, RunComparison } from '../../lib/domain/run-comparison.ts';
import { compareRuns } from '../../lib/domain/statistics/compare-runs.ts';
import { comparePage } from '../../lib/report/compare/compare-page.ts';
import { contract } from '../../lib/report/compare/contract.ts';
import { readSide } from '../compare/read-side.ts';
import { comparisonText } from '../compare/text.ts';
import { EXIT } from '../exit-codes.ts';

export interface CompareFlags {
  readonly json?: boolean;
  readonly html?: string;
  /** A share: 0.1 is 10 %. */
  readonly failOn?: number;
  readonly metric?: readonly string[];
  readonly all?: boolean;
}

/** `firstbyte compare A B`: what changed, by how much, how sure. Throws BadInput. */
export async function compare(
  given: readonly [a: string, b: string],
  { json = false, html, failOn, metric, all = false }: CompareFlags,
): Promise<void> {
  const [a, b] = (await Promise.all(given.map(readSide))) as [RunRecord[], RunRecord[]];
  if (metric) refuseUnknownMetric(metric, [...a, ...b]);
  const comparison = compareRuns(a, b, {
    ...(metric && { metrics: metric }),
    ...(failOn !== undefined && { limit: failOn }),
  });
  if (html !== undefined) writePage(resolve(html), comparePage({ a, b, comparison, limit: failOn }));
  if (json) console.log(JSON.stringify(contract(comparison, failOn)));
  else console.log(comparisonText({ a, b, comparison, limit: failOn, all }));
  if (html !== undefined) console.error(`page  ${resolve(html)}`);
  process.exitCode = exitCodeOf(comparison, failOn);
}

/** A limit that was asked for fails where a cell is beyond it, and where one that A measured failed in B: nobody knows about that one. */
function exitCodeOf({ changes, notCompared }: RunComparison, limit: number | undefined): number {
  if (changes.length === 0) return EXIT.nothingMeasured;
  if (limit === undefined) return EXIT.good;
  if (changes.some(({ beyond }) => beyond)) return EXIT.slower;
  return notCompared.some(lostInB) ? EXIT.failedCells : EXIT.good;
}

const lostInB = ({ why, side }: NotCompared) => side === 'b' && ['Failed', 'NotMeasured', 'MostFailed'].includes(why);

function refuseUnknownMetric(names: readonly string[], runs: readonly RunRecord[]): void {
  const known = new Set(runs.flatMap(({ scenarios }) => scenarios).flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new BadInput(`--metric ${unknown}: these runs have no such metric. They have: ${[...known].join(', ')}.`);
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (error) {
    throw new BadInput(`--html ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? oneLine(error)}).`);
  }
}
