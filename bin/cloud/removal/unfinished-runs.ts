import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inFlightUntil, isRemoved } from '../../../lib/adapters/aws/proof-of-removal.ts';
import { recordedRuns } from '../../../lib/adapters/aws/recorded-runs.ts';
import { inParallel } from '../../../lib/domain/in-parallel.ts';
import { type Deployment, FINALIZER, runBucket } from '../../../lib/domain/names.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import type { CommandClients } from '../clients.ts';
import { type RunAtHome, runAtHome } from '../run-at-home.ts';

const READS_AT_ONCE = 8;
/** The finalizer may take as long as a Lambda may. */
const FINALIZER_MS = 15 * 60_000 + 10_000;

/** Runs on record without a final proof that nothing of them is left, oldest first. None where the run bucket is not there. */
export async function unfinishedRuns(clients: CommandClients, deployment: Deployment): Promise<RunAtHome[]> {
  const { account, home } = deployment;
  const runs = await recordedRuns(clients.s3(home), runBucket(account, home)).catch((error: unknown): string[] => {
    if (error instanceof Error && error.name === 'NoSuchBucket') return [];
    throw error;
  });
  const open: RunAtHome[] = [];
  await inParallel(runs, READS_AT_ONCE, async (run) => {
    const at = runAtHome(clients, deployment, run);
    if (!(await isRemoved(at.records)) && (await mayHaveMade(at))) open.push(at);
  });
  return open.toSorted((a, b) => (a.run < b.run ? -1 : 1));
}

/** Whatever a run makes has an intent or a store's state on record before: a run that never came so far has nothing to remove. */
async function mayHaveMade({ records }: RunAtHome): Promise<boolean> {
  if ((await records.read(RECORD.teardown.key())) !== undefined) return true;
  return (await records.list('intents/')).length > 0 || (await records.list('stores/')).length > 0;
}

/** What a person is told of such a run, one line. */
export async function unfinishedLine({ run, records }: RunAtHome): Promise<string> {
  const until = await inFlightUntil(records);
  if (until && until > new Date()) return `run ${run} was cut off and is removed once more at ${clock(until)}`;
  const proof = await RECORD.teardown.read(records).catch(unreadable);
  const why = proof?.problems[0] ?? (proof ? `${proof.total} things left at ${proof.at}` : 'no proof of removal yet');
  return `run ${run} is not removed for certain: ${why}; the janitor tries every hour, npm run destroy tries now`;
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof SyntaxError)) throw error;
}

/** `14:05 UTC`. */
export const clock = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;

/** Has the lab's finalizer end a run and remove what it made. Returns what it could not do, one line; undefined when all is done. */
export async function finalizeRun({ home }: Deployment, run: string): Promise<string | undefined> {
  // Its own client: the answer comes when everything is done, and asking twice would do it twice.
  const patient = new LambdaClient({ region: home, maxAttempts: 1, requestHandler: { requestTimeout: FINALIZER_MS } });
  try {
    const Payload = JSON.stringify({ run, reason: 'destroy' });
    const answer = await patient.send(new InvokeCommand({ FunctionName: FINALIZER, Payload }));
    if (answer.FunctionError === undefined) return undefined;
    const said = JSON.parse(answer.Payload?.transformToString() ?? '{}') as { readonly errorMessage?: string };
    return said.errorMessage?.split('\n')[0]?.replace(`${run}: `, '') ?? answer.FunctionError;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException')
      return `${FINALIZER} is gone, which npx cdk deploy --all brings back`;
    throw error;
  } finally {
    patient.destroy();
  }
}
