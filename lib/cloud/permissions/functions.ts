import { FINALIZER, JANITOR, stepFunction } from '../../domain/names.ts';
import { STEP_NAMES, type StepName } from '../../pipeline/step-names.ts';
import { commanding, invoking, launching, settingUp, sweeping, terminating, watching } from './crew.ts';
import { abortingUploads, guarding, listingDeadlines, stopping } from './ending.ts';
import { commandingMetal, forgettingActivations, namingNodes, removingMetal, startingMetal, watchingBuilds } from './metal.ts';
import type { Permission } from './permission.ts';
import { emptying, errands, filling, publishing, records, signing, type Where } from './storage.ts';

type Capability = (where: Where) => Permission[];

const REMOVING: readonly Capability[] = [
  records,
  errands,
  signing,
  emptying,
  watching,
  sweeping,
  guarding,
  abortingUploads,
  publishing,
  removingMetal,
];

/** What each step of the machine may do, and nothing else. */
const STEPS: Readonly<Record<StepName, readonly Capability[]>> = {
  Plan: [records, guarding],
  Prepare: [records, signing, filling],
  // A crew that was started while the run was closed is stopped at once.
  StartCrew: [records, errands, launching, startingMetal, watching, terminating, removingMetal],
  PollCrew: [records, errands, settingUp, commandingMetal, forgettingActivations, watchingBuilds, watching],
  SendOrder: [records, errands, signing, invoking, commanding, commandingMetal, watching],
  PollOrder: [records, errands, watching],
  StopCrew: [records, errands, watching, terminating, removingMetal],
  Summarise: [records],
  Publish: [records, publishing],
  Teardown: REMOVING,
};

/** Permissions of a function of the lab stack, by its name. */
export function permissionsOf(name: string, where: Where): Permission[] {
  const step = STEP_NAMES.find((candidate) => stepFunction(candidate) === name);
  if (step) return granted(STEPS[step], where);
  if (name === FINALIZER) return granted([...REMOVING, stopping], where);
  if (name === JANITOR) return granted([...REMOVING, stopping, listingDeadlines, namingNodes], where);
  throw new Error(`${name} is no function of the lab`);
}

const granted = (capabilities: readonly Capability[], where: Where) => capabilities.flatMap((capability) => capability(where));
