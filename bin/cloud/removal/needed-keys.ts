import { runningRuns } from '../../../lib/adapters/aws/execution.ts';
import { type KeyProvider, keyProvider } from '../../../lib/adapters/aws/provider-keys.ts';
import { hostEntry, storeEntry } from '../../../lib/catalog/lookup.ts';
import { BadInput } from '../../../lib/domain/errors.ts';
import type { Deployment } from '../../../lib/domain/names.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import type { CommandClients } from '../clients.ts';
import { LATITUDE } from '../latitude-token.ts';
import { type RunAtHome, runAtHome } from '../run-at-home.ts';
import { namesOf, outsideAccount } from './outside-account.ts';
import { unfinishedRuns } from './unfinished-runs.ts';

export type KeyHolder = KeyProvider | typeof LATITUDE;

/**
 * A run needs its keys to the end: without them nobody removes what it made. Throws BadInput where a run under way uses this provider,
 * or where one that is over may have left something there.
 */
export async function refuseWhileNeeded(clients: CommandClients, deployment: Deployment, provider: KeyHolder): Promise<void> {
  const running = await runningRuns(clients.sfn(deployment.home), deployment);
  for (const run of running)
    if (await mayUse(runAtHome(clients, deployment, run), provider))
      throw new BadInput(
        `run ${run} is under way and needs its keys to remove what it made: wait for it with npm start -- --attach ${run}, or end it with npm start -- --stop ${run}.`,
      );
  for (const at of await unfinishedRuns(clients, deployment)) {
    const open = (await outsideAccount(at)).filter((one) => !one.gone && (one.provider ?? provider) === provider);
    if (open.length > 0)
      throw new BadInput(
        `run ${at.run} is not removed for certain and needs its keys for that (${namesOf(open)}): npm run destroy removes both${
          provider === LATITUDE ? `, npm run keys -- ${LATITUDE} stores another token instead of this one` : ''
        }, and npm run destroy -- --abandon ${at.run} gives up on it.`,
      );
  }
}

/** By its plan, or by what was asked for while there is none; yes where nobody knows. */
async function mayUse({ records }: RunAtHome, provider: KeyHolder): Promise<boolean> {
  const read = <T>(record: Promise<T | undefined>) =>
    record.catch((error: unknown) => {
      if (error instanceof SyntaxError || (error instanceof Error && error.name === 'NoSuchBucket')) return undefined;
      throw error;
    });
  const selection = (await read(RECORD.plan.read(records)))?.selection ?? (await read(RECORD.request.read(records)))?.selection;
  if (!selection) return true;
  if (provider === LATITUDE) return selection.hosts.some((host) => hostEntry(host)?.kind === 'metal');
  return selection.stores.some((store) => {
    const entry = storeEntry(store);
    return entry !== undefined && keyProvider(entry) === provider;
  });
}
