import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runMachine } from '../../lib/adapters/local/engine.ts';
import { synthesizeDefinition } from '../../lib/cloud/definition.ts';
import { oneLine } from '../../lib/domain/errors.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import { RECORD, type RunRequest } from '../../lib/pipeline/run-records.ts';
import { salvage } from '../../lib/pipeline/salvage.ts';
import { type BoundSteps, bindSteps } from '../../lib/pipeline/steps.ts';
import type { Stage } from '../stages.ts';
import type { LocalPorts } from './ports.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';

export interface LocalRun {
  readonly request: RunRequest;
  readonly folder: RunFolder;
  readonly ports: LocalPorts;
  readonly progress: Progress;
}

export interface LocalOutcome {
  /** The page, where there is one. */
  readonly report: string | undefined;
  readonly record: RunRecord | undefined;
  /** Why the machine failed, when it did. */
  readonly failure: string | undefined;
  readonly left: number;
}

const STAGE_OF: Readonly<Partial<Record<keyof BoundSteps, Stage>>> = {
  Plan: 'Plan',
  Prepare: 'Prepare',
  StartCrew: 'Measure',
  Summarise: 'Summarise',
  Publish: 'Publish',
  Teardown: 'Teardown',
};

/** Runs the one state machine on this machine, from the request to the proof that nothing is left. */
export async function runLocal({ request, folder, ports, progress }: LocalRun): Promise<LocalOutcome> {
  await RECORD.request.write(ports.records, request);
  const steps = announced(bindSteps(ports), async (name) => {
    if (name === 'Prepare' || name === 'StartCrew') progress.planned(await RECORD.plan.need(ports.records));
    const stage = STAGE_OF[name];
    if (stage) progress.enter(stage);
  });
  const execution = await runMachine(synthesizeDefinition(), steps, request.run);
  await progress.finish(execution.error && new Error(execution.error.message));

  const page = join(folder.top, 'index.html');
  const teardown = await RECORD.teardown.read(ports.records).catch(() => undefined);
  // A full disk ends a run before its page; Teardown has made room since, so what was measured gets its page now.
  const cutOff = execution.error !== undefined && !existsSync(page);
  const unsaved = cutOff ? await salvage(ports, 'the run was cut off').then(() => undefined, oneLine) : undefined;
  // Not the published one: that hides addresses, which its user needs to mend what failed.
  const record = existsSync(page) ? await RECORD.run.read(ports.records).catch(() => undefined) : undefined;
  const left = teardown ? teardown.total + teardown.problems.length : 1;
  // The working files hold nothing that the published ones lack, unless something went wrong.
  if (record && left === 0 && (!execution.error || cutOff)) await rm(folder.work, { recursive: true, force: true });
  return { report: record && page, record, failure: execution.error && explain(execution.error, folder.top, unsaved), left };
}

/** One line that says what ended the run, and what to do. */
function explain(
  { name, message }: { readonly name: string; readonly message: string },
  top: string,
  unsaved: string | undefined,
): string {
  const full = /ENOSPC|EDQUOT|no space left/i.test(message);
  const what = full
    ? `the disk of ${top} is full: free space there, or choose another folder with --out`
    : `${name}: ${oneLine(message)}`;
  return unsaved === undefined
    ? what
    : `${what}; no page could be written (${unsaved}), what was measured is in ${join(top, 'work')}: node bin/launch.cjs report ${top}`;
}

function announced(steps: BoundSteps, before: (name: keyof BoundSteps) => Promise<void>): BoundSteps {
  const entries = Object.entries(steps) as [keyof BoundSteps, (input: unknown) => Promise<unknown>][];
  const wrapped = entries.map(([name, step]) => [
    name,
    async (input: unknown) => {
      await before(name);
      return step(input);
    },
  ]);
  return Object.fromEntries(wrapped) as BoundSteps;
}
