import { BadInput, oneLine } from '../../../domain/errors.ts';
import type { RunRecord } from '../../../domain/run.ts';
import type { NotCompared } from '../../../domain/run-comparison.ts';
import { readRun } from '../../../domain/run-versions.ts';
import { compareRuns } from '../../../domain/statistics/compare-runs.ts';
import { counted } from '../../format.ts';
import { undisguised } from '../../html.ts';
import type { Column } from '../../parts.ts';
import { agreements } from '../agreements.ts';
import { cellNames } from '../cell-names.ts';
import { CHANGE_COLUMNS, changeRows } from '../change-rows.ts';
import { contract } from '../contract.ts';
import { LARGEST_BYTES, recordOfText, tooLarge } from '../record-text.ts';
import { finding, methodOf, reasonsOf, runWords } from '../words.ts';

/** What the page's script does with runs: compiled into it (compared-script.ts), so that page and terminal say the same of the same files. */

export { readRun };

/** What is read of a file that a reader chose. */
export interface ChosenFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly text: () => Promise<string>;
}

/** The record in a file. Throws BadInput with one line for the reader, also where `wanted`, a run's id, is not that of the record. */
export async function recordOf(file: ChosenFile, wanted = ''): Promise<RunRecord> {
  if (file.size > LARGEST_BYTES) throw tooLarge(file.name);
  const run = recordOfText(file.name, await file.text());
  if (wanted !== '' && run.id !== wanted)
    throw new BadInput(
      `${file.name}: is the record of ${run.id}, and this page is of ${wanted}. Give the run.json beside this page.`,
    );
  return run;
}

/** What a reader is told of anything that went wrong, a file that cannot be read included. */
export function lineOf(error: unknown): string {
  return undisguised(oneLine(error));
}

/** A comparison in the page's words, all of it texts without disguises. */
export interface Compared {
  readonly said: string;
  readonly sides: readonly { readonly name: string; readonly id: string; readonly words: readonly string[] }[];
  /** Of CHANGE_COLUMNS those that are not empty throughout; lines in the order of their weight. */
  readonly columns: readonly Column[];
  readonly lines: readonly { readonly sure: boolean; readonly texts: readonly string[] }[];
  readonly reasons: readonly { readonly title: string; readonly cells: readonly string[] }[];
  readonly notes: readonly string[];
  /** What `npm run compare -- A B --json` prints. */
  readonly json: () => string;
}

/** What changed from `a` to `b`, in one metric or, by default, in the scenario's time of a whole operation. */
export function compared(a: RunRecord, b: RunRecord, metric = ''): Compared {
  const comparison = compareRuns([a], [b], metric === '' ? {} : { metrics: [metric] });
  const name = cellNames(comparison);
  const rows = changeRows(comparison.changes, name);
  const kept = CHANGE_COLUMNS.map((_, i) => rows.some((row) => row[i] !== ''));
  const inUse = (_: unknown, i: number) => kept[i] === true;
  return {
    said: undisguised([finding(comparison), ...agreements(comparison)].join(' ')),
    sides: [side('A', a), side('B', b)],
    columns: CHANGE_COLUMNS.filter(inUse),
    lines: comparison.changes.map(({ verdict }, i) => ({
      sure: verdict !== '~',
      texts: (rows[i] ?? []).filter(inUse).map(undisguised),
    })),
    reasons: reasonsOf(comparison.notCompared).map(([reason, cells]) => ({
      title: `${counted(cells.length, 'cell')}: ${reason}`,
      cells: cells.map((each) => cellText(each, name)),
    })),
    notes: [...comparison.caveats, ...methodOf(comparison)].map(undisguised),
    json: () => JSON.stringify(contract(comparison)),
  };
}

const side = (name: string, run: RunRecord) => ({ name, id: undisguised(run.id), words: runWords(run).map(undisguised) });

const cellText = ({ cell, metric, detail }: NotCompared, name: (id: string) => string) =>
  undisguised(`${name(cell)}${metric ? ` ${metric}` : ''}${detail ? `: ${detail}` : ''}`);
