import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleAgent } from '../../agent/bundle.ts';
import { folderPublisher } from '../../lib/adapters/local/folder-publisher.ts';
import { folderRecords } from '../../lib/adapters/local/folder-records.ts';
import { type ProcessHost, processHost } from '../../lib/adapters/local/process-host.ts';
import { BadInput, NamedError, oneLine } from '../../lib/domain/errors.ts';
import { agentNodeFlags } from '../../lib/domain/node-flags.ts';
import type { AgentLine } from '../../lib/domain/sample.ts';
import type { ScenarioPlan } from '../../lib/domain/scenario.ts';
import type { Ports, Store } from '../../lib/pipeline/ports.ts';
import { notWritable, type RunFolder } from './run-folder.ts';
import type { Keys } from './stores.ts';

/** The programs that can play a host on this machine, by host id. */
export const LOCAL_PROGRAMS: Readonly<Record<string, string>> = {
  'this-machine': fileURLToPath(new URL('../../agent/entry.ts', import.meta.url)),
  'lambda-handler': fileURLToPath(new URL('../../agent/lambda-sandbox.ts', import.meta.url)),
};

/** Throws BadInput for a host that only the cloud has, before anything is made. */
export function refuseForeignHosts(hosts: readonly string[], programs: Readonly<Record<string, string>>): void {
  const foreign = hosts.find((id) => programs[id] === undefined);
  if (foreign === undefined) return;
  const here = Object.keys(programs).join(' or ');
  throw new BadInput(
    `host ${foreign} does not run on this machine: name --hosts ${here}, or use the command plan to see what it would take.`,
  );
}

export interface LocalPorts extends Ports {
  /** Lets go of every host at once, for an end that cannot wait. */
  abandon(): void;
}

export interface PortsOf {
  readonly run: string;
  readonly folder: RunFolder;
  readonly scenario: (id: string) => ScenarioPlan;
  readonly stores: ReadonlyMap<string, Store>;
  readonly hosts: readonly string[];
  readonly programs: Readonly<Record<string, string>>;
  readonly keys: Keys;
  /** Words of the user's that must not be published: keys, buckets, addresses, folders. */
  readonly unpublished?: readonly string[];
  /** Environment variables that must not reach an agent. */
  readonly withheld?: readonly string[];
  readonly onLine: (lane: string, line: AgentLine) => void;
}

/** The ports of this machine. Bundles the agent for every host of the run. */
export async function localPorts(of: PortsOf): Promise<LocalPorts> {
  const records = folderRecords(of.folder.records);
  const hosts = new Map<string, ProcessHost>();
  for (const id of of.hosts) {
    const entry = of.programs[id];
    if (!entry) throw new BadInput(`host ${id} does not run on this machine. It has: ${Object.keys(of.programs).join(', ')}.`);
    const program = join(of.folder.work, `${id}.mjs`);
    await bundleAgent(entry, program).catch((error: unknown) => {
      throw notBundled(error, of.folder);
    });
    const env = { AWS_ACCESS_KEY_ID: of.keys.accessKeyId, AWS_SECRET_ACCESS_KEY: of.keys.secretAccessKey };
    hosts.set(
      id,
      processHost({ program, nodeFlags: agentNodeFlags, records, env, withheld: of.withheld ?? [], onLine: of.onLine }),
    );
  }
  const known = <T>(kind: string, map: ReadonlyMap<string, T>, id: string): T => {
    const value = map.get(id);
    if (!value) throw new BadInput(`this run has no ${kind} ${id}`);
    return value;
  };
  return {
    run: of.run,
    now: () => new Date(),
    records,
    publisher: folderPublisher(of.folder.top, of.unpublished ?? []),
    scenario: of.scenario,
    host: (id) => known('host', hosts, id),
    store: (id) => known('store', of.stores, id),
    leftovers: async () => {
      const running = [...hosts.values()].reduce((sum, host) => sum + host.running(), 0);
      return { 'agent processes': running };
    },
    abandon: () => {
      for (const host of hosts.values()) host.abandon();
    },
  };
}

/** Nothing is measured yet, so that the run's folder goes. The bundler says what happened in its list, not in its message. */
function notBundled(error: unknown, { top }: RunFolder): Error {
  rmSync(top, { recursive: true, force: true });
  const [first] = (error as { readonly errors?: readonly { readonly text: string }[] }).errors ?? [];
  const why = first?.text ?? oneLine(error);
  if (/no space left|ENOSPC|quota/i.test(why)) return notWritable(dirname(top), why);
  return new NamedError('AgentNotBundled', `the agent cannot be bundled: ${why}`, { cause: error });
}
