import { BadInput, oneLine } from '../../domain/errors.ts';
import type { RunRecord } from '../../domain/run.ts';
import { readRun } from '../../domain/run-versions.ts';

/** A record of 4,000 cells has about 30 MB: what is larger is something else. */
export const LARGEST_BYTES = 500_000_000;

/** The record in the text of a run.json, of any version. Throws BadInput: one line that names the source, the same in terminal and page. */
export function recordOfText(source: string, text: string): RunRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${source}: is not JSON: ${oneLine(error)}.`);
  }
  try {
    return readRun(json);
  } catch (error) {
    throw new BadInput(`${source}: ${oneLine(error)}.`, { cause: error });
  }
}

export function tooLarge(source: string): BadInput {
  return new BadInput(`${source}: is too large for a run.json.`);
}
