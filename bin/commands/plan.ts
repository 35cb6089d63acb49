import { makePlan } from '../../lib/pipeline/planning/make-plan.ts';
import { planSummary } from '../../lib/pipeline/planning/plan-summary.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';
import { type Config, readConfig } from '../config.ts';
import { merged, type SelectionFlags } from '../flags.ts';
import { localSelection } from '../local/selection.ts';
import { recordOf, specsOf } from '../local/store-specs.ts';
import { planText } from '../plan-text.ts';

export interface PlanFlags extends SelectionFlags {
  readonly json?: boolean;
}

/** `firstbyte plan`: cells, time and price of a run, without credentials and without touching anything. */
export function plan({ json = false, ...flags }: PlanFlags): void {
  const config = merged(flags.config === undefined ? {} : readConfig(flags.config), flags);
  // A plan touches nothing, so that any value does for keys.
  const { specs, skipped } = specsOf(config, flags.stores, withKeys(config, process.env));
  const { selection, preset } = localSelection({ preset: specs.length > 0 ? 'local' : 'quick', ...config }, specs, skipped);
  const made = makePlan({
    run: 'plan',
    preset,
    selection,
    scenario: scenarioPlan(selection.scenario),
    stores: specs.map(recordOf),
  });
  for (const [id, { accessKeyEnv, secretKeyEnv }] of Object.entries(config.endpoints ?? {}))
    if (!process.env[accessKeyEnv] || !process.env[secretKeyEnv])
      console.error(`note: ${id} would be left out now: ${accessKeyEnv} and ${secretKeyEnv} are not both set`);
  console.log(json ? JSON.stringify(planSummary(made), null, 1) : planText(made));
}

function withKeys({ endpoints = {} }: Config, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.values(endpoints).flatMap(({ accessKeyEnv, secretKeyEnv }) => [accessKeyEnv, secretKeyEnv]);
  return { ...Object.fromEntries(names.map((name) => [name, 'planned'])), ...env };
}
