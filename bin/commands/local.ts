import { readConfig } from '../config.ts';
import { merged, type SelectionFlags } from '../flags.ts';
import { measureHere } from '../local/measure-here.ts';
import { exitCodeOf, summaryOf } from '../local/outcome.ts';
import { openPage } from '../open-page.ts';

export interface LocalFlags extends SelectionFlags {
  readonly out: string;
  readonly json?: boolean;
  readonly open?: boolean;
}

/** `firstbyte local`: measures on this machine. The last two lines on stdout name the report and the data. */
export async function local({ out, json = false, open = false, ...flags }: LocalFlags): Promise<void> {
  const config = flags.config === undefined ? {} : readConfig(flags.config);
  const outcome = await measureHere({ config: merged(config, flags), askedStores: flags.stores, out: config.out ?? out });
  const summary = summaryOf(outcome);
  for (const line of outcome.remarks) console.error(line);
  if (json) console.log(JSON.stringify(summary));
  else if (summary.report) console.log(`report  ${summary.report}\ndata    ${summary.data}`);
  if (outcome.failure) console.error(`firstbyte: ${outcome.failure}`);
  if (open && summary.report) openPage(summary.report);
  process.exitCode = exitCodeOf(outcome);
}
