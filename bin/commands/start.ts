import { consoleUrl, describeExecution, latestRun, runningRuns } from '../../lib/adapters/aws/execution.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import { planSummary } from '../../lib/pipeline/planning/plan-summary.ts';
import { askedOfCloud, type CloudAsked } from '../cloud/asked.ts';
import { begin } from '../cloud/begin.ts';
import { type CommandClients, commandClients } from '../cloud/clients.ts';
import { contextHere, deploymentHere } from '../cloud/deployment.ts';
import { withPlainFailures } from '../cloud/plain-failure.ts';
import { planAsFarAsPossible, wishLine } from '../cloud/plan-only.ts';
import { type Cleared, cleared, type Limits, refuseTooDear, refuseUnready, unchecked } from '../cloud/preflight.ts';
import { agreed, refuseUnasked } from '../cloud/question.ts';
import { type RunAtHome, runAtHome } from '../cloud/run-at-home.ts';
import { stopRun } from '../cloud/stop-run.ts';
import { watch } from '../cloud/watch.ts';
import { readConfig } from '../config.ts';
import { merged, type SelectionFlags } from '../flags.ts';
import { durationText, planText } from '../plan-text.ts';

export interface CloudFlags extends SelectionFlags {
  readonly context?: readonly string[];
  readonly yes?: boolean;
  readonly maxCost: number;
  readonly acceptWasabiEgress?: boolean;
  readonly keepWasabiPool?: boolean;
  readonly private?: boolean;
  readonly instances?: number;
}

export interface StartFlags extends CloudFlags {
  readonly plan?: boolean;
  readonly attach?: string | true;
  readonly stop?: string | true;
  readonly now?: boolean;
  readonly json?: boolean;
}

/** `firstbyte start`: one run in the cloud, from the plan to the proof that nothing is left. */
export function start({ plan = false, attach, stop, now = false, json = false, ...flags }: StartFlags): Promise<void> {
  return withPlainFailures(async () => {
    const one = [plan && '--plan', attach !== undefined && '--attach', stop !== undefined && '--stop'].filter(Boolean);
    if (one.length > 1) throw new BadInput(`${one.join(' and ')} exclude each other: give one of them.`);
    if (now && stop === undefined)
      throw new BadInput('--now goes with --stop: npm start -- --stop --now ends the run under way.');
    const context = contextHere(flags.context);
    const clients = commandClients();
    if (attach !== undefined) return watch(await chosen(clients, await deploymentHere(context, clients), attach), json);
    if (stop !== undefined) {
      const deployment = await deploymentHere(context, clients);
      const run = stop === true ? (await runningRuns(clients.sfn(deployment.home), deployment))[0] : stop;
      console.error(
        run === undefined ? 'no run is under way: nothing to stop' : await stopRun(runAtHome(clients, deployment, run), now),
      );
      return;
    }
    const asked = askedFor(flags, context.regions);
    const limits = limitsOf(flags);
    if (plan) {
      const clear = await planAsFarAsPossible(clients, context, asked, limits, process.env);
      for (const note of clear.notes) console.error(`note: ${note}`);
      console.log(json ? JSON.stringify(planSummary(clear.plan), null, 1) : planText(clear.plan));
      if (asked.preset === 'quick' && !json) console.log(wishLine());
      return;
    }
    const deployment = await deploymentHere(context, clients);
    await refuseUnready(clients, deployment, unchecked(asked).plan);
    const clear = await cleared(clients, deployment, asked, { deployed: true, env: process.env });
    refuseTooDear(clear.plan, limits);
    if (!(await shownAndAgreed(clear, asked, flags.yes === true))) {
      console.error('nothing was started');
      return;
    }
    const at = await begin(clients, deployment, clear, limits);
    console.error(`run ${at.run}\nconsole  ${consoleUrl(deployment, at.run)}`);
    await watch(at, json);
  });
}

/** What the flags and the file ask for. Throws BadInput. */
export function askedFor(flags: CloudFlags, regions: readonly string[]): CloudAsked {
  const { context: _, yes: __, maxCost: ___, acceptWasabiEgress: ____, keepWasabiPool: _____, ...rest } = flags;
  const { private: ______, instances, ...selection } = rest;
  const config = merged(flags.config === undefined ? {} : readConfig(flags.config), selection);
  const asked = askedOfCloud(config, selection, regions);
  return instances === undefined ? asked : { ...asked, selection: { ...asked.selection, instances } };
}

export const limitsOf = ({ maxCost, acceptWasabiEgress = false, keepWasabiPool = false, ...flags }: CloudFlags): Limits => ({
  maxUsd: maxCost,
  acceptWasabiEgress,
  keepPool: keepWasabiPool,
  private: flags.private === true,
});

/** Shows the plan and asks, unless `--yes` has answered. */
export async function shownAndAgreed({ plan, notes }: Cleared, { preset }: CloudAsked, yes: boolean): Promise<boolean> {
  refuseUnasked(yes);
  console.error(planText(plan));
  for (const note of notes) console.error(`note: ${note}`);
  if (preset === 'quick') console.error(wishLine());
  return agreed(`Start this run? About ${durationText(plan.estimate.seconds)} and ${plan.estimate.usd.toFixed(2)} USD.`, yes);
}

/** The run named, or the one under way, or the latest. Throws BadInput. */
async function chosen(clients: CommandClients, deployment: Deployment, named: string | true): Promise<RunAtHome> {
  const sfn = clients.sfn(deployment.home);
  const run = named === true ? ((await runningRuns(sfn, deployment))[0] ?? (await latestRun(sfn, deployment))) : named;
  if (run === undefined) throw new BadInput(`no run was ever started in ${deployment.home}: npm start.`);
  if (!(await describeExecution(sfn, deployment, run)))
    throw new BadInput(`there is no run ${run} in ${deployment.home}: npm start -- --attach shows the latest.`);
  return runAtHome(clients, deployment, run);
}
