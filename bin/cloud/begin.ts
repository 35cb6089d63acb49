import { randomBytes } from 'node:crypto';
import { startExecution } from '../../lib/adapters/aws/execution.ts';
import { playedRecord } from '../../lib/adapters/stores/cloud-stores.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { StoreRecord } from '../../lib/domain/run.ts';
import { RECORD, type RunRequest } from '../../lib/pipeline/run-records.ts';
import { runId } from '../local/run-folder.ts';
import { VERSION } from '../version.ts';
import type { CommandClients } from './clients.ts';
import type { Cleared, Limits } from './preflight.ts';
import { type RunAtHome, runAtHome } from './run-at-home.ts';

/** Length of the report's address: nobody finds it by trying. */
const SECRET_BYTES = 16;

/** Puts the request on record and starts the machine: from here on the run needs nobody. */
export async function begin(clients: CommandClients, deployment: Deployment, clear: Cleared, limits: Limits): Promise<RunAtHome> {
  const now = new Date();
  const at = runAtHome(clients, deployment, runId(now, Math.random));
  const request: RunRequest = {
    run: at.run,
    preset: clear.preset,
    selection: clear.selection,
    stores: playedOf(clear.plan, deployment),
    skipped: clear.skipped,
    startedAt: now.toISOString(),
    version: VERSION,
    secret: randomBytes(SECRET_BYTES).toString('hex'),
    maxUsd: limits.maxUsd,
    ...(limits.acceptWasabiEgress ? { acceptWasabiEgress: true } : {}),
    ...(clear.prices.length > 0 ? { prices: clear.prices } : {}),
    ...(clear.fanOut === undefined ? {} : { fanOut: clear.fanOut }),
  };
  await RECORD.request.write(at.records, request);
  await startExecution(clients.sfn(deployment.home), deployment, at.run);
  return at;
}

/** Stores that an address plays instead of the provider's own: the page says so. */
function playedOf({ stores }: Plan, { endpoints }: Deployment): StoreRecord[] {
  return stores.map((record) => playedRecord(record, endpoints)).filter((record, at) => record !== stores[at]);
}
