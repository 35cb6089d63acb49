import { s3Records } from '../../lib/adapters/aws/records.ts';
import { type Deployment, recordsPrefix, runBucket } from '../../lib/domain/names.ts';
import type { Records } from '../../lib/pipeline/ports.ts';
import type { CommandClients } from './clients.ts';

/** What a command needs to talk about one run. */
export interface RunAtHome {
  readonly clients: CommandClients;
  readonly deployment: Deployment;
  readonly run: string;
  readonly records: Records;
}

export function runAtHome(clients: CommandClients, deployment: Deployment, run: string): RunAtHome {
  const { account, home } = deployment;
  const records = s3Records({ s3: clients.s3(home), bucket: runBucket(account, home), prefix: recordsPrefix(run) });
  return { clients, deployment, run, records };
}
