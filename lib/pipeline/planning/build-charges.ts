import { hostEntry } from '../../catalog/lookup.ts';
import { type Charge, sum } from '../../domain/cost.ts';
import { startSecondsOf } from './expected-time.ts';
import type { LaneUse } from './host-charges.ts';

/** Minutes of a build beside what Terraform waits for: its container, Terraform and the provider, the synthesis; rounded up. A guess. */
const SET_UP_MINUTES = 2;
/** The build that forgets the servers and deletes the state. */
const DESTROY_MINUTES = 3;

/**
 * The builds that make and remove the bare-metal hosts of these lanes, in the home region: one each way for every host. Billed by the
 * minute begun; what builds really took is not on record, so that a run's cost holds the expected minutes of every host it had.
 */
export function buildCharges(uses: readonly LaneUse[], home: string): Charge[] {
  const minutes = sum(uses, minutesOf);
  return minutes === 0
    ? []
    : [{ sku: 'codebuild:general1.small', region: home, what: `Terraform in ${home}: CodeBuild`, amount: minutes }];
}

function minutesOf({ lane: { crew }, seconds }: LaneUse): number {
  const hosts = crew.filter(({ host }) => hostEntry(host)?.kind === 'metal').length;
  if (hosts === 0 || seconds === 0) return 0;
  return hosts * (Math.ceil(Math.min(seconds, startSecondsOf(crew)) / 60) + SET_UP_MINUTES + DESTROY_MINUTES);
}
