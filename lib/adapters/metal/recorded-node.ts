import type { Records } from '../../pipeline/ports.ts';
import { commandLog } from '../aws/ec2/command-log.ts';
import { type MetalName, memberOf } from './metal-names.ts';

const HOSTS = /^hosts\/(.+)\.([^.]+)\.json$/;

/** What SSM called a host when it first appeared, as its driver wrote it down; undefined where it never did. */
export async function recordedNode(records: Records, { run, member }: MetalName): Promise<string | undefined> {
  for (const key of await records.list('hosts/')) {
    const [, lane, role] = HOSTS.exec(key) ?? [];
    if (lane !== undefined && role !== undefined && memberOf({ run, lane, role }) === member)
      return (await commandLog(records, { lane, role }).read()).node;
  }
  return undefined;
}
