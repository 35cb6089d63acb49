import { runningRuns } from '../../lib/adapters/aws/execution.ts';
import { pricesToday, type Wanted } from '../../lib/adapters/aws/price-list.ts';
import { hostEntry } from '../../lib/catalog/lookup.ts';
import { SITES } from '../../lib/catalog/sites.ts';
import type { PriceEntry } from '../../lib/domain/catalog.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Selection } from '../../lib/domain/scenario.ts';
import { makePlan } from '../../lib/pipeline/planning/make-plan.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';
import { accountFacts } from './account-checks.ts';
import type { CloudAsked } from './asked.ts';
import { awsProblem } from './aws-errors.ts';
import type { CommandClients } from './clients.ts';
import { notDeployed } from './deployed.ts';
import { fanOutWithin } from './fan-out.ts';
import { keyedPlaces, keyVerdict, refusedPlaces } from './key-checks.ts';
import { metalVerdict } from './metal-checks.ts';
import { unfinishedNotes } from './unfinished-notes.ts';

export interface Limits {
  readonly maxUsd: number;
  readonly acceptWasabiEgress: boolean;
  /** Objects to read at Wasabi stay for the next run. */
  readonly keepPool: boolean;
  /** Not among all runs. */
  readonly private: boolean;
}

const AWS_SITES: readonly string[] = SITES.filter(({ provider }) => provider === 'aws').map(({ id }) => id);

/** A run that may start: what was asked for, after what this account can do. */
export interface Cleared {
  readonly preset: string;
  readonly selection: Selection;
  readonly plan: Plan;
  readonly skipped: readonly { readonly id: string; readonly title: string; readonly reason: string }[];
  readonly prices: readonly PriceEntry[];
  readonly fanOut: number | undefined;
  readonly notes: readonly string[];
}

/** What was asked for as a plan by the catalog alone: no credentials, no network. Throws BadInput. */
export function unchecked({ preset, selection, notes }: CloudAsked): Cleared {
  return { preset, selection, plan: planOf(preset, selection), skipped: [], prices: [], fanOut: undefined, notes };
}

/** Throws BadInput when this deployment cannot run the plan's lanes now: not deployed, another version, a run under way. */
export async function refuseUnready(clients: CommandClients, deployment: Deployment, plan: Plan): Promise<void> {
  const regions = new Set(plan.lanes.map(({ site }) => site).filter((site) => AWS_SITES.includes(site)));
  const line = await notDeployed(clients, deployment, [...regions]);
  if (line) throw new BadInput(`${line}.`);
  const [running] = await runningRuns(clients.sfn(deployment.home), deployment);
  if (running)
    throw new BadInput(`run ${running} is under way: npm start -- --attach ${running}, or npm start -- --stop ${running}.`);
}

/**
 * Checks what was asked for against this account: keys, offered types, quotas, prices. Makes nothing. Throws BadInput, one line, where
 * nothing can be started; `deployed` says whether the lab's functions are there to be looked at.
 */
export async function cleared(
  clients: CommandClients,
  deployment: Deployment,
  asked: CloudAsked,
  { deployed, env, metalLock }: { readonly deployed: boolean; readonly env: NodeJS.ProcessEnv; readonly metalLock?: string },
): Promise<Cleared> {
  const { preset } = asked;
  const metal = await metalVerdict({
    ssm: clients.ssm(deployment.home),
    endpoints: deployment.endpoints,
    selection: asked.selection,
    named: asked.namedPairs,
    today: today(),
    ...(metalLock === undefined ? {} : { lock: metalLock }),
  });
  const notes = [...asked.notes, ...metal.notes, ...(await unfinishedNotes(clients, deployment))];
  const first = planOf(preset, metal.selection);
  const places = keyedPlaces(first.cells);
  const keys = keyVerdict(
    places,
    await refusedPlaces(clients.ssm(deployment.home), places, deployment.endpoints),
    asked.namedStores,
  );
  notes.push(...keys.skipped.map(({ id, reason }) => `${id} is left out: ${reason}.`), ...keys.notes);
  const stores = metal.selection.stores.filter((store) => !keys.skipped.some(({ id }) => id === store));
  if (stores.length === 0)
    throw new BadInput(`no store is left: ${keys.skipped.map(({ id, reason }) => `${id}: ${reason}`).join('; ')}.`);

  const facts = await accountFacts(clients, deployment, first.lanes, env);
  notes.push(...facts.notes);
  if (deployed && facts.problems[0]) throw new BadInput(`${facts.problems[0]}.`);
  const unavailable = [...(metal.selection.unavailable ?? []), ...facts.unavailable];
  const selection = { ...metal.selection, stores, ...(unavailable.length > 0 ? { unavailable } : {}) };
  const second = planOf(preset, selection);
  const fanOut = fanOutWithin(second.lanes, deployment.home, facts.limits);
  if (fanOut.because) notes.push(`${fanOut.lanes} lanes run together instead of more: ${fanOut.because}.`);

  const listed = await pricesToday(clients.pricing(), wantedPrices(second), today()).catch((error: unknown) => {
    notes.push(`Prices are the catalog's, each with its date: ${awsProblem(error) ?? 'the AWS Price List API gave no answer'}.`);
    return [];
  });
  const prices = [...metal.prices, ...listed];
  const plan = planOf(preset, selection, { home: deployment.home, fanOut: fanOut.lanes, prices });
  return { preset, selection, plan, skipped: keys.skipped, prices, fanOut: fanOut.lanes, notes };
}

/** Throws BadInput for a plan that costs more than allowed or breaks a provider's rule. The Plan step asks the same again. */
export function refuseTooDear({ estimate }: Plan, { maxUsd, acceptWasabiEgress }: Limits): void {
  if (estimate.usd > maxUsd)
    throw new BadInput(
      `the estimate is ${estimate.usd.toFixed(2)} USD and --max-cost allows ${maxUsd}: give --max-cost ${Math.ceil(estimate.usd)}, or fewer sizes, stores, hosts or rounds.`,
    );
  const ratio = estimate.lines.find(({ unit }) => unit === 'ratio')?.amount ?? 0;
  if (ratio > 1 && !acceptWasabiEgress)
    throw new BadInput(
      `this run reads ${ratio.toFixed(1)} times what it stores at Wasabi, whose rule is at most 1 in a month: give --accept-wasabi-egress if your account stores enough, or leave wasabi out with --stores.`,
    );
}

function planOf(
  preset: string,
  selection: Selection,
  known: { readonly home?: string; readonly fanOut?: number; readonly prices?: readonly PriceEntry[] } = {},
): Plan {
  return makePlan({ run: 'plan', preset, selection, scenario: scenarioPlan(selection.scenario), ...known });
}

/** Today's price of every host of the plan, where Amazon has one. */
function wantedPrices({ lanes }: Plan): Wanted[] {
  const wanted = lanes.flatMap(({ site: region, crew }) =>
    crew.flatMap(({ host }): Wanted[] => {
      const entry = hostEntry(host);
      if (entry?.kind === 'ec2') return [{ sku: `ec2:${host}`, region }];
      return entry?.kind === 'lambda'
        ? [
            { sku: `lambda:${entry.arch}`, region },
            { sku: 'lambda:request', region },
          ]
        : [];
    }),
  );
  return [...new Map(wanted.map((price) => [`${price.sku} ${price.region}`, price])).values()];
}

const today = () => new Date().toISOString().slice(0, 10);
