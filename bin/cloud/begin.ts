import { randomBytes } from 'node:crypto';
import { describeExecution, startExecution } from '../../lib/adapters/aws/execution.ts';
import { recordPools } from '../../lib/adapters/aws/pool-parameters.ts';
import { takeLock } from '../../lib/adapters/aws/run-lock.ts';
import { type Deployment, runBucket } from '../../lib/domain/names.ts';
import { RECORD, type RunRequest } from '../../lib/pipeline/run-records.ts';
import { runId } from '../local/run-folder.ts';
import { VERSION } from '../version.ts';
import type { CommandClients } from './clients.ts';
import { describedStores, poolRegions } from './described-stores.ts';
import type { Cleared, Limits } from './preflight.ts';
import { type RunAtHome, runAtHome } from './run-at-home.ts';

/** Length of the report's address: nobody finds it by trying. */
const SECRET_BYTES = 16;

/** Puts the request on record and starts the machine: from here on the run needs nobody. Throws BadInput while another run is under way. */
export async function begin(clients: CommandClients, deployment: Deployment, clear: Cleared, limits: Limits): Promise<RunAtHome> {
  const now = new Date();
  const at = runAtHome(clients, deployment, runId(now, Math.random));
  const request: RunRequest = {
    run: at.run,
    preset: clear.preset,
    selection: clear.selection,
    stores: describedStores(clear.plan, deployment, limits.keepPool),
    skipped: clear.skipped,
    startedAt: now.toISOString(),
    version: VERSION,
    secret: randomBytes(SECRET_BYTES).toString('hex'),
    maxUsd: limits.maxUsd,
    home: deployment.home,
    ...(limits.acceptWasabiEgress ? { acceptWasabiEgress: true } : {}),
    ...(limits.keepPool ? { keepPool: true } : {}),
    ...(limits.private ? { private: true } : {}),
    ...(clear.prices.length > 0 ? { prices: clear.prices } : {}),
    ...(clear.fanOut === undefined ? {} : { fanOut: clear.fanOut }),
  };
  const { account, home } = deployment;
  const lock = {
    s3: clients.s3(home),
    bucket: runBucket(account, home),
    statusOf: async (run: string) => (await describeExecution(clients.sfn(home), deployment, run))?.status,
    now: () => new Date(),
  };
  const refuseWhenLate = await takeLock(lock, at.run);
  if (limits.keepPool) await recordPools(clients.ssm(home), poolRegions(clear.plan));
  await RECORD.request.write(at.records, request);
  refuseWhenLate();
  await startExecution(clients.sfn(home), deployment, at.run);
  return at;
}
