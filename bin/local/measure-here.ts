import { homedir } from 'node:os';
import { keepUnlisted } from '../../lib/adapters/local/folder-index.ts';
import { bucketName } from '../../lib/adapters/stores/container-name.ts';
import type { ScenarioPlan, Selection } from '../../lib/domain/scenario.ts';
import { makePlan } from '../../lib/pipeline/planning/make-plan.ts';
import type { Store } from '../../lib/pipeline/ports.ts';
import { RECORD, type RunRequest } from '../../lib/pipeline/run-records.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';
import type { Config } from '../config.ts';
import { VERSION } from '../version.ts';
import { onInterrupt } from './interrupts.ts';
import type { MeasuredHere } from './outcome.ts';
import { LOCAL_PROGRAMS, localPorts, refuseForeignHosts } from './ports.ts';
import { progress } from './progress.ts';
import { remarksOf } from './remarks.ts';
import { makeRunFolder, runId } from './run-folder.ts';
import { localSelection } from './selection.ts';
import { recordOf, type StoreSpec, specsOf, THIS_MACHINE } from './store-specs.ts';
import { standInKeys, storeOf } from './stores.ts';

export interface MeasureHere {
  readonly config: Config;
  /** Stores named on the command line: one of these without keys is an error. */
  readonly askedStores: readonly string[] | undefined;
  readonly out: string;
  /** Keeps the run out of the page of all runs. */
  readonly unlisted?: boolean;
  readonly scenario?: (id: string) => ScenarioPlan;
  readonly programs?: Readonly<Record<string, string>>;
}

/** One run on this machine, from what was asked to what came of it. Throws BadInput before anything is made. */
export async function measureHere({
  config,
  askedStores,
  out,
  unlisted = false,
  scenario = scenarioPlan,
  programs = LOCAL_PROGRAMS,
}: MeasureHere): Promise<MeasuredHere> {
  const { specs: own, skipped } = specsOf(config, askedStores, process.env);
  const { selection, specs, preset } = localSelection(config, own, skipped);
  refuseForeignHosts(selection.hosts, programs);
  // Made once more as the first step: here it refuses what cannot be planned, before anything is made.
  const records = specs.map(recordOf);
  const { notes = [] } = makePlan({ run: 'check', preset, selection, scenario: scenario(selection.scenario), stores: records });
  for (const note of notes) console.error(`note: ${note}`);
  const now = new Date();
  const run = runId(now, Math.random);
  const folder = makeRunFolder(out, run);
  if (unlisted) keepUnlisted(folder.top);
  const keys = standInKeys();
  const stores = storesOf(specs, selection, { run, folder: folder.stores, keys });
  const show = progress(process.stderr.isTTY === true, () => performance.now());
  const withheld = Object.values(config.endpoints ?? {}).flatMap(({ accessKeyEnv, secretKeyEnv }) => [
    accessKeyEnv,
    secretKeyEnv,
  ]);
  const ports = await localPorts({
    run,
    folder,
    scenario,
    stores,
    hosts: selection.hosts,
    programs,
    keys,
    withheld,
    unpublished: unpublishedOf(specs, folder.top),
    onLine: show.line,
  });
  const request: RunRequest = {
    run,
    preset,
    selection,
    skipped,
    stores: [...stores.values()].map(({ record }) => record),
    startedAt: now.toISOString(),
    version: VERSION,
    ...(unlisted && { private: true }),
  };
  const interrupts = onInterrupt(
    (reason) => {
      console.error(`firstbyte: ${reason}: stopping, then removing what was made; once more ends at once`);
      void RECORD.stop.write(ports.records, { reason }).catch(() => {});
    },
    () => {
      ports.abandon();
      for (const line of mayRemain(specs, selection, run)) console.error(`firstbyte: ${line}`);
    },
  );
  try {
    // Loaded here: what was asked is refused or accepted before the state machine is needed.
    const { runLocal } = await import('./run-local.ts');
    const outcome = await runLocal({ request, folder, ports, progress: show });
    return { ...outcome, interrupted: interrupts.interrupted(), remarks: remarksOf(outcome.record, skipped) };
  } finally {
    // After an orderly end there is nothing left to do here; after any other nothing of ours may keep running.
    ports.abandon();
    await Promise.all(
      [...stores.values()].filter(({ record }) => record.site === THIS_MACHINE).map((store) => store.close().catch(() => {})),
    );
    interrupts.release();
  }
}

/** What the user's endpoints are reached by, and where this machine's user lives. */
function unpublishedOf(specs: readonly StoreSpec[], top: string): string[] {
  const connections = specs.flatMap((spec) => (spec.kind === 'endpoint' ? [spec.connection] : []));
  return [
    ...connections.flatMap(({ accessKeyId, secretAccessKey, bucket }) => [accessKeyId, secretAccessKey, bucket ?? '']),
    ...[top, homedir()],
  ];
}

/** What an end without removal leaves at services that are not ours to end. */
function mayRemain(specs: readonly StoreSpec[], { stores }: Selection, run: string): string[] {
  return specs.flatMap((spec) =>
    spec.kind === 'endpoint' && stores.includes(spec.id)
      ? [
          `${spec.id} may still hold what run ${run} made: ${spec.connection.bucket ? `firstbyte/${run}/ in bucket ${spec.connection.bucket}` : `bucket ${bucketName(run, spec.id)}`}`,
        ]
      : [],
  );
}

function storesOf(
  specs: readonly StoreSpec[],
  selection: Selection,
  of: { readonly run: string; readonly folder: string; readonly keys: ReturnType<typeof standInKeys> },
): Map<string, Store> {
  const wanted = specs.filter(({ id }) => selection.stores.includes(id));
  return new Map(
    wanted.map((spec) => [spec.id, storeOf(spec, recordOf(spec), { ...of, seed: selection.seed, now: () => new Date() })]),
  );
}
