import { EXIT } from '../exit-codes.ts';
import { onInterrupt } from '../local/interrupts.ts';
import { follow } from './follow.ts';
import { type CloudOutcome, closingLines, exitCodeOf, outcomeOf, summaryOf } from './outcome.ts';
import type { RunAtHome } from './run-at-home.ts';

/** Follows a run to its end and tells what came of it. Ctrl-C leaves it running, which is exit code 130: its result is not known. */
export async function watch(at: RunAtHome, json: boolean): Promise<void> {
  const detach = new AbortController();
  const interrupts = onInterrupt(
    (reason) => detach.abort(reason),
    () => {},
  );
  try {
    const followed = await follow(at, process.stderr.isTTY === true, detach.signal);
    if ('detached' in followed) {
      console.error(`firstbyte: ${followed.detached}; run ${at.run} goes on by itself`);
      for (const line of wayBack(at.run)) console.error(line);
      process.exitCode = EXIT.interrupted;
      return;
    }
    tell(await outcomeOf(at, followed.execution), json);
  } finally {
    interrupts.release();
  }
}

export const wayBack = (run: string): string[] => [
  `come back  npm start -- --attach ${run}`,
  `stop it    npm start -- --stop ${run}`,
];

export function tell(outcome: CloudOutcome, json: boolean): void {
  for (const line of closingLines(outcome)) console.error(line);
  if (outcome.index) console.error(`all runs: ${outcome.index}`);
  if (json) console.log(JSON.stringify(summaryOf(outcome)));
  else if (outcome.report) console.log(`report  ${outcome.report}`);
  process.exitCode = exitCodeOf(outcome);
}
