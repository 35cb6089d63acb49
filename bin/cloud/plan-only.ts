import type { DeploymentContext } from '../../lib/cloud/deployment.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import { makePlan } from '../../lib/pipeline/planning/make-plan.ts';
import { selectionFrom } from '../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';
import { durationText } from '../plan-text.ts';
import type { CloudAsked } from './asked.ts';
import { awsProblem } from './aws-errors.ts';
import type { CommandClients } from './clients.ts';
import { deploymentHere } from './deployment.ts';
import { type Cleared, cleared, type Limits, refuseTooDear, refuseUnready, unchecked } from './preflight.ts';

/** A plan with as many checks as this machine can make: what would be refused and what nobody could ask are notes here. */
export async function planAsFarAsPossible(
  clients: CommandClients,
  context: DeploymentContext,
  asked: CloudAsked,
  limits: Limits,
  env: NodeJS.ProcessEnv,
): Promise<Cleared> {
  const plain = unchecked(asked);
  const notes: string[] = [];
  const refused = async (check: () => unknown): Promise<boolean> => {
    try {
      await check();
      return false;
    } catch (error) {
      const line = error instanceof BadInput ? error.message.replace(/\.$/, '') : awsProblem(error);
      if (line === undefined) throw error;
      notes.push(error instanceof BadInput ? `npm start would refuse: ${line}.` : `Not checked: ${line}.`);
      return true;
    }
  };
  let clear: Cleared = plain;
  await refused(async () => {
    const deployment = await deploymentHere(context, clients);
    const unready = await refused(() => refuseUnready(clients, deployment, plain.plan));
    clear = await cleared(clients, deployment, asked, { deployed: !unready, env });
  });
  await refused(() => refuseTooDear(clear.plan, limits));
  return { ...clear, notes: [...clear.notes, ...notes] };
}

/** What everything that was asked for would take, in one line. */
export function wishLine(): string {
  const selection = selectionFrom('wish');
  const { estimate } = makePlan({ run: 'wish', preset: 'wish', selection, scenario: scenarioPlan(selection.scenario) });
  return `the whole wish would take ${durationText(estimate.seconds)} and ${estimate.usd.toFixed(0)} USD: npm run plan -- --preset wish`;
}
