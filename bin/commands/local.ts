import { readConfig } from '../config.ts';
import { merged, type SelectionFlags } from '../flags.ts';
import { measureHere } from '../local/measure-here.ts';
import { exitCodeOf, summaryOf } from '../local/outcome.ts';
import { openPage } from '../open-page.ts';

const OUT = 'out';

export interface LocalFlags extends SelectionFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly open?: boolean;
  /** Keeps the run out of the page of all runs, now and when later ones are listed. */
  readonly private?: boolean;
}

/** `firstbyte local`: measures on this machine. The last two lines on stdout name the report and the data. */
export async function local({ out, json = false, open = false, private: unlisted = false, ...flags }: LocalFlags): Promise<void> {
  const config = merged(flags.config === undefined ? {} : readConfig(flags.config), flags);
  const outcome = await measureHere({ config, askedStores: flags.stores, out: out ?? config.out ?? OUT, unlisted });
  const summary = summaryOf(outcome);
  for (const line of outcome.remarks) console.error(line);
  if (outcome.failure) console.error(`firstbyte: ${outcome.failure}`);
  if (json) console.log(JSON.stringify(summary));
  else if (summary.report) console.log(`report  ${summary.report}\ndata    ${summary.data}`);
  if (open && summary.report) openPage(summary.report);
  process.exitCode = exitCodeOf(outcome);
}
