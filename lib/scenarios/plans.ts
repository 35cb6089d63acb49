import { BadInput } from '../domain/errors.ts';
import type { ScenarioPlan } from '../domain/scenario.ts';
import { transferPlan } from './transfer/plan.ts';

/** Every scenario's plan. A new scenario is one line here. */
const PLANS: readonly ScenarioPlan[] = [transferPlan];

/** Throws BadInput for an id that no scenario has. */
export function scenarioPlan(id: string): ScenarioPlan {
  const plan = PLANS.find((candidate) => candidate.id === id);
  if (!plan) throw new BadInput(`unknown scenario "${id}". Scenarios: ${PLANS.map((known) => known.id).join(', ')}.`);
  return plan;
}
