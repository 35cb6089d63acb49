import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { inParallel } from '../../../lib/domain/in-parallel.ts';
import { type Deployment, FINALIZER, runBucket } from '../../../lib/domain/names.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import type { CommandClients } from '../clients.ts';
import { runAtHome } from '../run-at-home.ts';

const RUNS_PREFIX = 'runs/';
const READS_AT_ONCE = 8;
/** The finalizer may take as long as a Lambda may. */
const FINALIZER_MS = 15 * 60_000 + 10_000;

/** Runs on record without a proof that nothing of them is left. None where the run bucket is not there. */
export async function unfinishedRuns(clients: CommandClients, deployment: Deployment): Promise<string[]> {
  const { account, home } = deployment;
  const runs: string[] = [];
  try {
    const where = { Bucket: runBucket(account, home), Prefix: RUNS_PREFIX, Delimiter: '/' };
    for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client: clients.s3(home) }, where))
      runs.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(RUNS_PREFIX.length, -1)));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return [];
    throw error;
  }
  const open: string[] = [];
  await inParallel(runs, READS_AT_ONCE, async (run) => {
    const proof = await RECORD.teardown.read(runAtHome(clients, deployment, run).records);
    if (!proof || proof.total > 0 || proof.problems.length > 0) open.push(run);
  });
  return open.sort();
}

/** Has the lab's finalizer end a run and remove what it made. Returns what it could not do, one line; undefined when all is done. */
export async function finalizeRun({ home }: Deployment, run: string): Promise<string | undefined> {
  // Its own client: the answer comes when everything is done, and asking twice would do it twice.
  const patient = new LambdaClient({ region: home, maxAttempts: 1, requestHandler: { requestTimeout: FINALIZER_MS } });
  try {
    const Payload = JSON.stringify({ run, reason: 'destroy' });
    const answer = await patient.send(new InvokeCommand({ FunctionName: FINALIZER, Payload }));
    if (answer.FunctionError === undefined) return undefined;
    const said = JSON.parse(answer.Payload?.transformToString() ?? '{}') as { readonly errorMessage?: string };
    return `${run}: ${said.errorMessage?.split('\n')[0] ?? answer.FunctionError}`;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException')
      return `${run} has no proof of removal, and ${FINALIZER} is gone: what it made at providers has to be removed by hand`;
    throw error;
  } finally {
    patient.destroy();
  }
}
